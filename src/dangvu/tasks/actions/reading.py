"""A paper's duties while they stand on the page beside its text: proposed, edited, not yet given.

Whoever changes something tells the edition the change was made on; if somebody else was first,
``Overtaken`` says so and nothing is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.documents import queries as documents
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import fold
from dangvu.orgs import queries as orgs
from dangvu.rules.obligations import Audience, propose
from dangvu.tasks.models import Directive
from dangvu.tasks.proposal import (
    Proposed,
    checked,
    cut,
    from_dict,
    joined,
    next_key,
    proposals,
    reread,
    to_dict,
)
from dangvu.tasks.queries import audience, directives

State = Directive.State
MOST_DUTIES = 200


def open_directive(actor: Actor, paper_id: int) -> Directive:
    """Opens a directive of the actor's unit from a paper: its duties as they are read. The one that
    is open already is given back. Raises ``Impossible`` for a secret paper or one without words.
    """
    paper = documents.paper(actor, paper_id)
    unit = orgs.unit_for_entry(actor, actor.unit_id, Action.ADOPT_DIRECTIVE)
    standing = Directive.objects.filter(paper=paper, unit=unit).first()
    if standing is not None and standing.state != State.DROPPED:
        return standing
    if paper.secrecy:
        raise Impossible(
            "secret_paper", "Văn bản mật chỉ giữ dòng trong sổ, không đọc và giao ở đây."
        )
    text = documents.text_of(paper.pk)
    found = propose(text)
    on = paper.dated_on or paper.issued_on or found.header.issued_on
    duties = [with_units(one, unit, audience.day_for(unit, on, clock.today()))
              for one in proposals(found)]  # fmt: skip
    made, fresh = Directive.objects.update_or_create(
        paper=paper, unit=unit,
        defaults={
            "unit_path": unit.path, "state": State.READING,
            "proposed": [to_dict(one) for one in duties[:MOST_DUTIES]],
            "audience_text": found.reach_vi[:300],
            "recorded_at": clock.now(), "recorded_by": actor.name,
        },
    )  # fmt: skip
    if not fresh:
        Directive.objects.filter(pk=made.pk).update(edition=made.edition + 1)
        made.edition += 1
    audit.record(
        actor, "open_directive", subject=("directive", made.pk), unit_path=unit.path,
        data={"duties": len(duties)},
    )  # fmt: skip
    return made


def with_units(one: Proposed, unit: orgs.Unit, on: date) -> Proposed:
    """A proposed duty with the units its paper names, as far as they are known.

    Many named as one ("các cấp ủy, tổ chức đảng") are nobody who could answer: whoever confirms
    chooses them, and they join nobody. Advisory organs of the office that gives it are not units:
    the office itself has their duty, in their name. "Đảng bộ Ban Tổ chức Tỉnh ủy" is a unit; "Ban
    Tổ chức Tỉnh ủy" the organ.
    """
    one = replace(one, join_organs=tuple(n for n in one.join_organs if not _many(n)))
    if one.audience != Audience.NAMED or not one.organ or one.units:
        return one
    names = [name.strip() for name in one.organ.split(",") if name.strip()]
    organs = [name for name in names if audience.own_organ(unit, name)]
    if organs == names:
        joined = (*organs[1:], *one.join_organs)
        return replace(
            one, audience=Audience.ORGANS.value, organ=organs[0],
            join_organs=tuple(dict.fromkeys(joined)),
        )  # fmt: skip
    known = audience.named(unit, [name for name in names if name not in organs], on)
    units = [found[0].unit_id for name in names if len(found := known.get(name, [])) == 1]
    lost = [name for name in names if name not in organs and len(known.get(name, [])) != 1]
    doubts = [f"Không rõ là tổ chức nào: {', '.join(lost)}."] if lost else []
    if lost and not units:
        if any(map(_many, lost)):
            return replace(one, audience="", doubts=(*one.doubts, *doubts))
        return replace(one, audience=Audience.ORGANS.value)
    if organs:
        doubts.append(
            f"{', '.join(organs)} là cơ quan của cấp ủy, chưa được giao ở đây. Thêm một nhiệm vụ "
            "riêng cho cơ quan ấy nếu cần."
        )
    return replace(one, units=tuple(units), doubts=(*one.doubts, *doubts))


def _many(name: str) -> bool:
    return fold(name).partition(" ")[0] in ("cac", "nhung", "tung", "moi")


Change = Callable[[list[Proposed]], list[Proposed]]


def change(actor: Actor, directive_id: int, edition: int, entered: Proposed) -> Directive:
    """A proposed duty as entered takes the place of the one with its key."""
    _check(entered)

    def put(standing: list[Proposed]) -> list[Proposed]:
        before = _at(standing, entered.key)
        kept = replace(
            entered, span=entered.span or before.span, why=entered.why or before.why,
            confidence=before.confidence, dropped=before.dropped,
        )  # fmt: skip
        return [kept if one.key == entered.key else one for one in standing]

    return _edit(actor, directive_id, edition, put, "change_proposed")


def split(actor: Actor, directive_id: int, edition: int, key: str, at: int) -> Directive:
    """One proposed duty becomes two at an offset within the words of what it asks, each read
    anew."""

    def part(standing: list[Proposed]) -> list[Proposed]:
        one = _at(standing, key)
        halves = cut(one, at, next_key(standing))
        if not all(half.what for half in halves):
            raise Impossible("split_empty", "Chọn chỗ tách ở giữa nội dung nhiệm vụ.", "at")
        place = standing.index(one)
        return [*standing[:place], *map(reread, halves), *standing[place + 1 :]]

    return _edit(actor, directive_id, edition, part, "split_proposed")


def join(actor: Actor, directive_id: int, edition: int, key: str, other_key: str) -> Directive:
    """Two proposed duties become one, in the place of the first."""

    def put_together(standing: list[Proposed]) -> list[Proposed]:
        first, second = _at(standing, key), _at(standing, other_key)
        if first is second:
            raise Impossible("join_itself", "Chọn một nhiệm vụ khác để gộp.", "other_key")
        whole = joined(first, second)
        return [whole if one is first else one for one in standing if one is not second]

    return _edit(actor, directive_id, edition, put_together, "join_proposed")


def add(actor: Actor, directive_id: int, edition: int, entered: Proposed) -> Directive:
    """One more proposed duty, at the end; it gets a key of its own."""
    _check(entered)

    def append(standing: list[Proposed]) -> list[Proposed]:
        if len(standing) >= MOST_DUTIES:
            raise Impossible("too_many", f"Một văn bản giao nhiều nhất {MOST_DUTIES} nhiệm vụ.")
        return [*standing, replace(entered, key=next_key(standing), dropped=False)]

    return _edit(actor, directive_id, edition, append, "add_proposed")


def drop(actor: Actor, directive_id: int, edition: int, key: str) -> Directive:
    """A proposed duty is left out; it stays on the page and can be restored."""
    return _edit(actor, directive_id, edition, _marked(key, dropped=True), "drop_proposed")


def restore(actor: Actor, directive_id: int, edition: int, key: str) -> Directive:
    """A proposed duty that was left out counts again."""
    return _edit(actor, directive_id, edition, _marked(key, dropped=False), "restore_proposed")


def _marked(key: str, *, dropped: bool) -> Change:
    def mark(standing: list[Proposed]) -> list[Proposed]:
        _at(standing, key)
        return [replace(one, dropped=dropped) if one.key == key else one for one in standing]

    return mark


def _at(standing: Sequence[Proposed], key: str) -> Proposed:
    found = next((one for one in standing if one.key == key), None)
    if found is None:
        raise Impossible("unknown_duty", "Không còn nhiệm vụ này trên trang. Tải lại trang.")
    return found


def _check(entered: Proposed) -> None:
    wrong = checked(entered)
    if wrong is not None:
        raise Impossible(wrong.code, wrong.message_vi, wrong.field)


def locked(actor: Actor, directive_id: int, edition: int) -> Directive:
    """A directive that is being read, held until the transaction ends; 404 outside reach.

    Raises ``Overtaken`` where somebody changed, confirmed or dropped it meanwhile.
    """
    found = directives.directive(actor, directive_id)
    may(actor, Action.ADOPT_DIRECTIVE, found.unit_path)
    held = Directive.objects.select_for_update().get(pk=found.pk)
    if held.state != State.READING:
        who = held.confirmed_by or held.recorded_by
        raise Overtaken(
            "already_decided",
            f"Văn bản này đã được {who} xử lý: {held.get_state_display().lower()}.",
        )
    if held.edition != edition:
        raise Overtaken(
            "edited_meanwhile",
            f"Đồng chí {held.recorded_by} vừa sửa các nhiệm vụ này. Phần của đồng chí chưa ghi: "
            "xem bản mới rồi làm lại.",
        )
    return held


def _edit(
    actor: Actor, directive_id: int, edition: int, change: Change, event: str
) -> Directive:  # fmt: skip
    held = locked(actor, directive_id, edition)
    after = change([from_dict(kept) for kept in held.proposed])
    held.proposed = [to_dict(one) for one in after]
    held.edition += 1
    held.recorded_by, held.recorded_at = actor.name, clock.now()
    held.save(update_fields=["proposed", "edition", "recorded_by", "recorded_at"])
    audit.record(
        actor, event, subject=("directive", held.pk), unit_path=held.unit_path,
        data={"edition": held.edition},
    )  # fmt: skip
    return held
