"""Members on their way, guests, and requests to change a record, around the cell of the story: made
by the same actions as on the pages, each on a day before the demo's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dangvu.cli.demo.accounts import Scene, acting
from dangvu.cli.demo.units import BodyUnit, Cell, Tree
from dangvu.members import queries as members
from dangvu.members.actions.guests import Guest, end_stay, take_in_guest
from dangvu.members.actions.requests import (
    Wanted,
    decide_request,
    request_change,
    withdraw_request,
)
from dangvu.members.actions.transfers import Leaving, Taken, begin_transfer, take_step
from dangvu.members.loading import Status
from dangvu.members.papers import Signed
from dangvu.members.queries import transfers
from dangvu.members.queries.record import timeline
from dangvu.orgs import queries as units
from dangvu.rules.membership import EventKind
from dangvu.rules.organisations import OrgKind
from dangvu.rules.transfers import Step, TransferKind

PROVINCE, COMMUNE, CELL, MEMBER = "tinh", "xa", "bithu", "dangvien"
OTHER_COMMUNE = "LD022"
SIGNED = Signed("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Phạm Đình Khải")
_S = Step


@dataclass(frozen=True)
class Journey:
    """One transfer. Days are counted back from the demo's: ``cause``, ``begun`` (by whom), and each
    of ``steps`` (which, when, with which note), taken by whoever's turn it is. Forwarding goes on
    to the receiving cell, or, if it ``stops``, to the body above it. ``comes``: from the other
    commune into the cell of the story; ``near``: to a cell of the same commune."""

    reason: str
    cause: int
    begun: tuple[str, int]
    steps: tuple[tuple[Step, int, str], ...] = ()
    stops: bool = False
    comes: bool = False
    near: bool = False
    kind: TransferKind = TransferKind.OFFICIAL


JOURNEYS = (
    Journey("Chuyển nơi cư trú theo gia đình", 10, (COMMUNE, 8)),
    Journey("Chuyển công tác", 50, (CELL, 20)),
    Journey("Nghỉ hưu, về nơi cư trú mới", 72, (CELL, 30), ((_S.INTRODUCE, 12, ""),)),
    Journey(
        "Chuyển công tác theo quyết định điều động", 24, (CELL, 20),
        ((_S.INTRODUCE, 18, ""), (_S.FORWARD, 15, "")), stops=True,
    ),
    Journey(
        "Đổi nơi cư trú lâu dài", 97, (PROVINCE, 70),
        ((_S.CONFIRM, 66, ""), (_S.INTRODUCE, 52, ""), (_S.FORWARD, 47, "")), comes=True,
    ),
    Journey(
        "Nhận công tác ở phường", 30, (PROVINCE, 26),
        ((_S.CONFIRM, 24, ""), (_S.INTRODUCE, 20, ""), (_S.FORWARD, 17, "")), stops=True,
        comes=True,
    ),
    Journey(
        "Chuyển đến ở cùng con", 40, (CELL, 34),
        ((_S.INTRODUCE, 30, ""), (_S.FORWARD, 20, ""), (_S.RECEIVE, 9, "")), near=True,
    ),
    Journey(
        "Đổi nơi cư trú trong phường", 48, (CELL, 44),
        ((_S.INTRODUCE, 41, ""), (_S.FORWARD, 37, ""), (_S.RECEIVE, 33, ""), (_S.CLOSE, 29, "")),
        near=True,
    ),
    Journey(
        "Chuyển công tác", 38, (CELL, 36),
        ((_S.INTRODUCE, 31, ""), (_S.RETURN, 22, "Giấy ghi chưa đúng tên chi bộ nơi đến")),
    ),
    Journey(
        "Dự định chuyển theo đơn vị", 45, (CELL, 43),
        ((_S.CANCEL, 35, "Đảng viên ở lại, không chuyển công tác nữa"),),
    ),
    Journey(
        "Đi học tập trung bốn tháng", 36, (PROVINCE, 33),
        ((_S.CONFIRM, 33, ""), (_S.INTRODUCE, 31, ""), (_S.FORWARD, 28, ""),
         (_S.RECEIVE, 26, "")),
        comes=True, kind=TransferKind.TEMPORARY,
    ),
)  # fmt: skip


def set_in_motion(tree: Tree, scene: Scene, on: date) -> None:
    """Everything that is under way on the demo's day."""
    other = next(b for b in tree.bodies if b.place.register_code == OTHER_COMMUNE)
    near = next(cell for cell in _steady_cells(scene.body) if cell is not scene.cell)
    far = max(_steady_cells(other), key=lambda cell: cell.node.size)
    leaving, coming = _free(scene.cell, on), _free(far, on)
    one, other_one = next(leaving), next(leaving)
    doers = {scene.cell.id: CELL, scene.body.id: COMMUNE}
    for journey in JOURNEYS:
        person_id = next(coming if journey.comes else leaving, None)
        to = scene.cell if journey.comes else near if journey.near else far
        stop = (scene.body if journey.comes else other).id if journey.stops else None
        if person_id is not None:
            _travel(journey, person_id, to.id, on, doers, stop)
    _guests(scene.cell, on)
    _requests(one, other_one, on)


def _steady_cells(body: BodyUnit) -> list[Cell]:
    blocks = [cell for cell in body.cells if cell.node.kind is OrgKind.NEIGHBOURHOOD]
    return [cell for cell in blocks if cell.ended is None]


def _free(cell: Cell, on: date) -> Iterator[int]:
    """Members of a cell without a post, to whom nothing happened since they were taken over."""
    with acting(PROVINCE, on) as actor:
        people = members.in_cell(actor, units.unit(actor, cell.id))
        free = [
            person.pk
            for person in people
            if person.status == Status.OFFICIAL
            and person.card_number
            and [told.event.kind for told in timeline(actor, person)] == [EventKind.TAKEN_OVER]
            and not members.posts_of(actor, person)
        ]
    return iter(free)


def _travel(
    journey: Journey, person_id: int, to_unit_id: int, on: date, doers: Mapping[int, str],
    stop: int | None,
) -> None:  # fmt: skip
    by, begun = journey.begun
    cause = on - timedelta(days=journey.cause)
    until = cause + timedelta(days=150) if journey.kind is TransferKind.TEMPORARY else None
    leaving = Leaving(
        person_id, journey.kind, cause, to_unit_id, until_on=until, reason=journey.reason
    )
    with acting(by, on - timedelta(days=begun)) as actor:
        row = begin_transfer(actor, leaving)
    for step, ago, note in journey.steps:
        day = on - timedelta(days=ago)
        paid = day if step is Step.INTRODUCE else None
        taken = Taken(day, note, dues_through=paid, signed=SIGNED)
        while (turn := _turn(row.pk, day)) is not None:
            expected, unit_id = turn
            if step is Step.FORWARD and (expected is not step or unit_id == stop):
                break
            with acting(
                CELL if step is Step.CANCEL else doers.get(unit_id, PROVINCE), day
            ) as actor:
                take_step(actor, row.pk, step, taken)
            if step is not Step.FORWARD:
                break


def _turn(transfer_id: int, on: date) -> tuple[Step | None, int] | None:
    """The step a transfer waits for, and the organisation whose turn it is."""
    with acting(PROVINCE, on) as actor:
        line = transfers.line(actor, transfers.transfer(actor, transfer_id))
    return (line.step, line.due.unit_id or 0) if line.due else None


def _guests(cell: Cell, on: date) -> None:
    def day(ago: int) -> date:
        return on - timedelta(days=ago)

    guests = (
        Guest(cell.id, "Nguyễn Thị Thu Thủy", "Đảng bộ phường Hải Châu, thành phố Đà Nẵng",
              "118/2026", day(64), day(60), day(-90), "048199900117"),
        Guest(cell.id, "Trịnh Công Hậu", "Đảng bộ xã Buôn Đôn, tỉnh Đắk Lắk",
              "41/2025", day(190), day(182), day(12), "066199900452"),
        Guest(cell.id, "Phan Thị Diệu", "Đảng bộ phường Thủ Đức, Thành phố Hồ Chí Minh",
              "203/2025", day(170), day(160), day(40), "079199900863"),
    )  # fmt: skip
    stays = []
    for guest in guests:
        with acting(CELL, guest.on) as actor:
            stays.append(take_in_guest(actor, guest))
    with acting(CELL, day(38)) as actor:
        end_stay(actor, stays[-1].pk, day(38), "6/2026")


def _requests(one: int, other: int, on: date) -> None:
    def asked(by: str, ago: int, person_id: int, wanted: Wanted) -> int:
        with acting(by, on - timedelta(days=ago)) as actor:
            return request_change(actor, person_id or actor.person_id or 0, wanted).pk

    def decided(ago: int, request_id: int, accept: bool, answer: str) -> None:
        with acting(COMMUNE, on - timedelta(days=ago)) as actor:
            decide_request(actor, request_id, accept, answer)

    phone = Wanted("phone", "0912000117", "Đổi số điện thoại")
    asked(MEMBER, 4, 0, phone)
    asked(CELL, 9, one, Wanted("languages", "Tiếng Anh B1", "Mới có chứng chỉ", "Chứng chỉ B1"))
    place = Wanted("workplace", "Trường Trung học cơ sở Phan Chu Trinh", "Mới chuyển công tác",
                   "Quyết định điều động")  # fmt: skip
    decided(15, asked(CELL, 21, other, place), True, "Đúng với quyết định điều động")
    name = Wanted("birth_name", "Nguyễn Văn Bé", "Ghi theo lời kể của gia đình")
    decided(24, asked(CELL, 33, one, name), False, "Chưa có giấy khai sinh hoặc giấy tờ hộ tịch")
    taken_back = asked(CELL, 27, other, Wanted("other_name", "Út", "Tên thường gọi"))
    with acting(CELL, on - timedelta(days=26)) as actor:
        withdraw_request(actor, taken_back)
