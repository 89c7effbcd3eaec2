"""The world of cases, on the tenth of May 2027."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.admissions.case_world import CaseWorld


@pytest.fixture
def cases_world(db: None, settings: Any) -> "CaseWorld":
    from tests.admissions.case_world import CaseWorld

    settings.DEMO_TODAY = "2027-05-10"
    return CaseWorld()
