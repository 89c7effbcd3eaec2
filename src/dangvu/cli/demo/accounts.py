"""One account per role, and the cell its people come from. All names are invented."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from dangvu.access.actor import Actor
from dangvu.access.demo import PASSWORD
from dangvu.access.loading import AccountRow, AssignmentRow, load_accounts
from dangvu.access.matrix import Role
from dangvu.access.queries import actor_named
from dangvu.access.scope import entered
from dangvu.cli.demo.people import Cast, Named, Residents
from dangvu.cli.demo.times import FOUNDED, at
from dangvu.cli.demo.units import ROOT_ID, BodyUnit, Cell, Tree
from dangvu.members.loading import PersonRow
from dangvu.office.vietnamese import fold, sort_key
from dangvu.orgs.loading import label
from dangvu.rules.months import Month
from dangvu.rules.organisations import OrgKind

COMMUNE = "LD017"
CELL_NAME, CELL_SIZE = "Tổ dân phố 12", 27
CAST = Cast(
    secretary=Named("Trần Văn Bình", "M", 1962),
    deputy=Named("Lê Thị Hoa", "F", 1971),
    newcomer=Named("Võ Minh Tuấn", "M", 2001),
    month=Month(2025, 6),
)
PROVINCIAL = (
    ("tinh", "Nguyễn Thị Minh Hà", Role.PROVINCE_SPECIALIST),
    ("ubkt", "Phan Đức Thịnh", Role.INSPECTION_OFFICER),
    ("tuyengiao", "Đỗ Thu Trang", Role.PROPAGANDA_OFFICER),
    ("vanthu", "Hồ Thị Kim Ngân", Role.CLERK),
    ("quantri", "Bùi Quốc Bảo", Role.IT_ADMINISTRATOR),
    ("kiemtoan", "Vũ Hải Yến", Role.AUDITOR),
)


@dataclass(frozen=True)
class Scene:
    """The commune and the cell where the accounts below the province are at home."""

    body: BodyUnit
    cell: Cell


def scene(tree: Tree) -> Scene:
    """Finds the cell and, where the commune is large enough, gives it the size of the story.

    To be called before anybody is put into the cells.
    """
    body = next(one for one in tree.bodies if one.place.register_code == COMMUNE)
    blocks = [cell for cell in body.cells if cell.node.kind is OrgKind.NEIGHBOURHOOD]
    named = [cell for cell in blocks if cell.node.name == CELL_NAME]
    cell = (named or blocks)[0]
    largest = max((one for one in body.cells if one is not cell), key=lambda one: one.node.size)
    wanted = min(CELL_SIZE - cell.node.size, largest.node.size - CELL_SIZE // 2)
    if wanted > 0:
        cell.node.size += wanted
        largest.node.size -= wanted
    return Scene(body, cell)


def add_accounts(scene: Scene, residents: Residents, on: date) -> int:
    """Writes the accounts. All share one password, shown on the sign-in page of the demo."""
    secretary, deputy = residents.people[:2]
    newcomer = next(p for p in reversed(residents.people) if p.full_name == CAST.newcomer.name)
    body, cell = scene.body, scene.cell
    below: tuple[tuple[str, str, Role, int, str, PersonRow | None], ...] = (
        ("xa", "Lê Quang Vinh", Role.COMMUNE_OFFICER, body.id, body.path, None),
        ("bithu", secretary.full_name, Role.CELL_SECRETARY, cell.id, cell.path, secretary),
        ("nhapthay", deputy.full_name, Role.DEPUTY, cell.id, cell.path, deputy),
        ("dangvien", newcomer.full_name, Role.MEMBER, cell.id, cell.path, newcomer),
    )
    root = tuple((name, called, role, ROOT_ID, label(ROOT_ID), None)
                 for name, called, role in PROVINCIAL)  # fmt: skip
    everybody = (root[0], *below, *root[1:])
    numbers = {name: number for number, (name, *_) in enumerate(everybody, 1)}
    password = make_password(PASSWORD)
    accounts = [
        AccountRow(
            numbers[name], name, password, called, sort_key(called),
            f" {fold(called)} {name}", person.id if person else None, True, True, False,
            role is Role.CELL_SECRETARY, at(on - timedelta(days=30)),
        )
        for name, called, role, _, _, person in everybody
    ]  # fmt: skip
    assignments = [
        AssignmentRow(
            numbers[name], role, unit_id, path,
            numbers["bithu"] if role is Role.DEPUTY else None, FOUNDED,
        )
        for name, _, role, unit_id, path, _ in everybody
    ]  # fmt: skip
    return load_accounts(accounts, assignments)


@contextmanager
def acting(account: str, on: date) -> Iterator[Actor]:
    """A transaction of one of the accounts, as in the demo, with its clock on a day of the past."""
    before = settings.DEMO, settings.DEMO_TODAY
    settings.DEMO, settings.DEMO_TODAY = True, on.isoformat()
    try:
        actor = actor_named(account, on)
        if actor is None:
            raise LookupError(f"no account {account}")
        with entered(actor):
            yield actor
    finally:
        settings.DEMO, settings.DEMO_TODAY = before
