"""From what is late to letters, and to the report on how a directive was carried out.

A letter and the note of who was urged are written together, in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Max

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, in_branch
from dangvu.access.scope import may
from dangvu.documents import queries as documents
from dangvu.documents.actions import Draft, draft
from dangvu.documents.offices import Wording, addressed_as
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.payloads import DirectiveAssessment, DutyBodyUrging, DutyUrging
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Unit
from dangvu.tasks import papers
from dangvu.tasks.models import Assignment, Directive, Urging
from dangvu.tasks.queries import assessing, directives, dissemination, following
from dangvu.tasks.queries.following import BodyLine, FollowSheet

LONGEST_TITLE = 300
State = Directive.State
Payload = DutyUrging | DutyBodyUrging | DirectiveAssessment


def office_unit(actor: Actor, found: Directive) -> int:
    """Whose office writes: that of the directive, or the actor's own where it came from above."""
    own = in_branch(found.unit_path, actor.unit_path)
    return found.unit_id if own else actor.unit_id


def last_urging(found: Directive) -> int:
    """The last time somebody was urged about a directive, as a number that grows."""
    return found.urgings.aggregate(last=Max("id"))["last"] or 0


def draft_urging(
    actor: Actor,
    directive_id: int,
    chosen: Sequence[int],
    wording: Wording,
    *,
    each: bool,
    on: date,
    seen: int,
) -> str:
    """Drafts one letter to the bodies chosen (ids of units) with an annex, or one to each, and
    notes of each that it was urged, about how many duties. Gives back the key of the bundle.

    ``seen``: ``last_urging`` when the page was made. Raises ``Overtaken`` where somebody urged
    since, ``Impossible`` where nobody chosen is late. The statements do not depend on how many.
    """
    found = directives.directive(actor, directive_id)
    unit = orgs.unit(actor, office_unit(actor, found), Action.DRAFT_LETTERS)
    held = Directive.objects.select_for_update().get(pk=found.pk)
    if held.state != State.IN_FORCE:
        raise Impossible("not_in_force", "Văn bản này chưa giao hoặc đã kết thúc theo dõi.")
    _nobody_was_first(held, seen)
    sheet = following.follow_sheet(actor, found.pk, on)
    wanted = set(chosen)
    lines = [line for line in sheet.lines
             if line.unit_id in wanted and not line.organ
             and (line.late or line.late_below)]  # fmt: skip
    if not lines:
        raise Impossible("nobody_late", "Chưa chọn nơi nào đang có nhiệm vụ quá hạn.", "bodies")
    units = orgs.units(actor).in_bulk([line.unit_id for line in lines])
    key = draft(actor, unit.pk, _drafts(sheet, lines, units, wording, each))
    _note(actor, sheet, lines, key, on)
    audit.record(
        actor, "urge_duties", subject=("directive", found.pk), unit_path=unit.path,
        data={"units": len(lines), "papers": len(lines) if each else 1},
    )  # fmt: skip
    return key


def _nobody_was_first(held: Directive, seen: int) -> None:
    last = held.urgings.order_by("-pk").first()
    if last is not None and last.pk > seen:
        raise Overtaken(
            "urged_meanwhile",
            f"Đồng chí {last.recorded_by} vừa soạn công văn đôn đốc theo văn bản này. Chưa soạn "
            "thêm gì. Đồng chí xem lại cột đôn đốc rồi chọn lại.",
        )


def _drafts(
    sheet: FollowSheet, lines: Sequence[BodyLine], units: Mapping[int, Unit], wording: Wording,
    each: bool,
) -> list[Draft]:  # fmt: skip
    if each:
        return [
            _draft(
                papers.body_letter(sheet, wording, line, units[line.unit_id]), sheet.directive,
                wording, [line], units,
            )
            for line in lines
        ]  # fmt: skip
    letter = papers.common_letter(sheet, wording, lines, units)
    return [_draft(letter, sheet.directive, wording, lines, units)]


def _draft(
    payload: Payload, found: Directive, wording: Wording, lines: Sequence[BodyLine],
    units: Mapping[int, Unit],
) -> Draft:  # fmt: skip
    one = lines[0] if isinstance(payload, DutyBodyUrging) else None
    report = isinstance(payload, DirectiveAssessment)
    about: dict[str, Any] = {
        "directive": found.pk,
        "unit": found.unit_id,
        "bodies": [line.unit_id for line in lines],
    }
    return Draft(
        type=papers.REPORT if report else papers.LETTER,
        organ=wording.office.organ,
        kind=payload.MODEL,
        title=wording.subject[:LONGEST_TITLE],
        letterhead=payload.letterhead,
        payload=payload.to_dict(),
        recipients=[(r.name, r.note) for r in payload.recipients],
        addressed=[(line.unit_id, addressed_as(units[line.unit_id])) for line in lines],
        about=about,
        subject=(one.unit_id, one.short_name) if one else None,
    )


def _note(actor: Actor, sheet: FollowSheet, lines: Sequence[BodyLine], key: str, on: date) -> None:
    """Who was urged, by which letter; and how often, beside what each is late with."""
    made = list(documents.bundle(actor, key, Action.DRAFT_LETTERS))
    letters = {paper.subject_unit_id: paper.pk for paper in made}
    now = clock.now()
    Urging.objects.bulk_create(
        Urging(
            directive=sheet.directive, unit_id=line.unit_id, unit_path=line.path,
            paper_id=letters.get(line.unit_id, made[0].pk), on=on,
            duties=line.late or sum(bool(cell.below_late) for cell in line.cells.values()),
            recorded_at=now, recorded_by=actor.name,
        )
        for line in lines
    )  # fmt: skip
    Assignment.objects.filter(
        directives.late(on), directive=sheet.directive, unit__in=[line.unit_id for line in lines]
    ).update(urged=F("urged") + 1, urged_on=on)


_TAKEN_BACK = """
WITH gone AS (
  DELETE FROM tasks_urging WHERE paper_id = ANY(%s) RETURNING id, directive_id, unit_id, "on"
)
UPDATE tasks_assignment AS a SET urged = a.urged - 1, urged_on = CASE WHEN a.urged > 1 THEN (
  SELECT max(u."on") FROM tasks_urging AS u
  WHERE u.directive_id = a.directive_id AND u.unit_id = a.unit_id
    AND u.id NOT IN (SELECT id FROM gone)) END
FROM gone
WHERE a.directive_id = gone.directive_id AND a.unit_id = gone.unit_id
  AND a.urged > 0 AND a.urged_on >= gone."on"
"""


def take_back(paper_ids: Sequence[int]) -> None:
    """Letters that were set aside before they were issued urged nobody. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_BACK, [list(paper_ids)])


def draft_assessment(
    actor: Actor, directive_id: int, period: str, since: date, wording: Wording, on: date
) -> str:
    """Drafts the report on how a directive was carried out between two days. Gives back the key
    of its bundle. Raises ``Impossible`` where nothing was given out."""
    found = directives.directive(actor, directive_id)
    unit = orgs.unit(actor, office_unit(actor, found), Action.DRAFT_LETTERS)
    may(actor, Action.DRAFT_LETTERS, unit.path)
    if found.state not in (State.IN_FORCE, State.ENDED):
        raise Impossible("not_given", "Văn bản này chưa giao nhiệm vụ nên chưa có gì để đánh giá.")
    facts = assessing.assess(actor, found.pk, since, on)
    spread = dissemination.coverage(actor, found.pk, on)
    made = papers.assessment(facts, spread, wording, period)
    about = {"since": since.isoformat(), "until": on.isoformat()}
    paper = _draft(made, found, wording, [], {})
    return draft(actor, unit.pk, [replace(paper, about={**paper.about, **about})])
