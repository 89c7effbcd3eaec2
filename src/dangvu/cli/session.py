"""A command's actor: found by sign-in name, and announced to the database like a request's."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from dangvu.cli.environment import enter, house

T = TypeVar("T")


def acting(account: str, work: "Callable[..., T]") -> "T | None":
    """Runs ``work(actor)`` as the account in the house; says why and gives None where it cannot.

    Everything ``work`` writes is one transaction.
    """

    def named() -> Any:
        from dangvu.access import queries
        from dangvu.kernel import clock

        return queries.actor_named(account, clock.today())

    return acting_for(
        named, f"Không có tài khoản “{account}”, hoặc tài khoản chưa được giao vai.", work
    )


def acting_for(who: Callable[[], Any], nobody: str, work: "Callable[..., T]") -> "T | None":
    """``acting`` as the actor that ``who`` finds in the house; ``nobody`` is said where it finds
    none."""
    with house():
        enter()
        from django.http import Http404

        from dangvu.access.scope import Refused, entered
        from dangvu.kernel.refusals import Impossible

        actor = who()
        if actor is None:
            complain(nobody)
            return None
        try:
            with entered(actor):
                return work(actor)
        except Refused as refusal:
            complain(refusal.message_vi)
        except Impossible as refusal:
            complain(f"{refusal.message_vi} [{refusal.code}]")
        except Http404 as missing:
            complain(str(missing))
        return None


def unit_named(actor: Any, code: str, action: Any) -> Any:
    """The unit of a code within reach, the actor's own where none is named. Raises ``Http404``."""
    from django.http import Http404

    from dangvu.orgs import queries as orgs

    if not code:
        return orgs.unit(actor, actor.unit_id, action)
    unit = orgs.unit_by_code(actor, code, action)
    if unit is None:
        raise Http404(f"Không có đơn vị mã “{code}” trong phạm vi của tài khoản.")
    return unit


def bytes_of(file: Path) -> bytes:
    """The bytes of a file named on the command line. Raises ``PackageRefused``: no_file,
    too_large."""
    from dangvu.office.archives import PackageRefused, check_size, read_limited

    try:
        check_size(file.stat().st_size)
        with file.open("rb") as stream:
            return read_limited(stream)
    except OSError as reason:
        why = next(
            (said for kind, said in _WHY_NOT.items() if isinstance(reason, kind)), str(reason)
        )
        message = f"Không mở được tệp “{file}”: {why}."
        raise PackageRefused("no_file", message) from reason


_WHY_NOT: dict[type[OSError], str] = {
    FileNotFoundError: "không có tệp này",
    IsADirectoryError: "đây là thư mục",
    PermissionError: "không có quyền đọc",
}


def workbook_of(file: Path) -> bytes:
    """The bytes of a workbook named on the command line. Raises ``BookRefused``."""
    from dangvu.office.workbooks import as_book_refusal

    with as_book_refusal():
        return bytes_of(file)


def complain(message_vi: str) -> None:
    """Says on the error stream why nothing was done."""
    print(message_vi, file=sys.stderr)


def month_of(text: str) -> "object | None":
    """The month a word names, or None after saying why not."""
    from dangvu.rules.months import Month

    try:
        return Month.parse(text)
    except ValueError as error:
        complain(str(error))
        return None
