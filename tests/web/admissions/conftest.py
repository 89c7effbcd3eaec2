"""The world of the imports for admissions, and pages looked at in Chromium."""

from tests.intake.conftest import desk, first_of_june, world
from tests.web.components.conftest import look

__all__ = ["desk", "first_of_june", "look", "world"]
