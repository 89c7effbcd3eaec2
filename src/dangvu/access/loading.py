"""Accounts and capacities by COPY. One row type per table, its fields the columns."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from dangvu.kernel.copying import copy_rows


class AccountRow(NamedTuple):
    """A sign-in; ``password`` is a hash."""

    id: int
    username: str
    password: str
    full_name: str
    sort_key: str
    search_key: str
    person_id: int | None
    is_active: bool
    is_demo: bool
    must_change_password: bool
    large_text: bool
    created_at: datetime
    email: str = ""
    daily_mail: bool = False


class AssignmentRow(NamedTuple):
    """A capacity of an account."""

    account_id: int
    role: str
    unit_id: int
    unit_path: str
    behalf_of_id: int | None
    valid_from: date


def load_accounts(accounts: Iterable[AccountRow], assignments: Iterable[AssignmentRow]) -> int:
    """Writes accounts and their capacities; gives back how many accounts."""
    written = copy_rows("access_account", AccountRow._fields, accounts)
    copy_rows("access_assignment", AssignmentRow._fields, assignments)
    return written
