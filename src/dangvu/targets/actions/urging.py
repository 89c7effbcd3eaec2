"""From a month to letters: drafts that keep pointing at the revision they quote."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.documents.actions import Draft, draft
from dangvu.kernel.refusals import Impossible
from dangvu.office.payloads import BodyLetter, CauseLine, PraiseList, UrgingLetter
from dangvu.targets import papers, queries
from dangvu.targets.papers import Wording
from dangvu.targets.sheets import Line, Sheet

MOST_CAUSES = 4


def draft_urging(
    actor: Actor,
    shown: Sheet,
    chosen: Sequence[int],
    wording: Wording,
    *,
    each: bool,
    drafted_on: date,
) -> str:
    """Drafts one letter to all the bodies chosen (by id) with the annex, or one letter to each.

    Gives back the key of the bundle. Raises ``Impossible`` where none is chosen.
    """
    may(actor, Action.DRAFT_LETTERS, shown.unit_path)
    wanted = set(chosen)
    lines = [line for line in shown.lines if line.unit_id in wanted]
    if not lines:
        raise Impossible("nobody_chosen", "Chưa chọn tổ chức nào để gửi.", "bodies")
    causes = _causes(actor, shown)
    if each:
        drafts = [
            _draft(
                papers.body_letter(shown, wording, line, causes[line.unit_id], drafted_on),
                shown,
                wording,
                line,
            )
            for line in lines
        ]
    else:
        often = Counter(
            cause.cause for line in lines for cause in causes[line.unit_id]
        ).most_common(MOST_CAUSES)
        words = [f"{cause.lower()} ({n} tổ chức)" for cause, n in often]
        letter = papers.urging_letter(shown, wording, lines, words, drafted_on)
        drafts = [_draft(letter, shown, wording, None, [line.unit_id for line in lines])]
    return draft(actor, shown.unit_id, drafts)


def draft_praise(
    actor: Actor, shown: Sheet, lines: Sequence[Line], wording: Wording, drafted_on: date
) -> str:
    """Drafts the list of bodies doing well. Gives back the key of its bundle."""
    may(actor, Action.DRAFT_LETTERS, shown.unit_path)
    if not lines:
        raise Impossible("nobody_to_praise", "Chưa có tổ chức nào ở nhóm cao.")
    made = papers.praise_list(shown, wording, lines, drafted_on)
    return draft(actor, shown.unit_id, [_draft(made, shown, wording, None)])


def _causes(actor: Actor, shown: Sheet) -> dict[int, list[CauseLine]]:
    found: dict[int, list[CauseLine]] = defaultdict(list)
    for cause in queries.findings(actor, shown.unit_path, shown.month):
        words = cause.get_cause_display()
        found[cause.unit_id].append(
            CauseLine(
                cause=f"{words}: {cause.detail}" if cause.detail else words,
                remedy=cause.remedy,
                responsible=cause.responsible,
                due_on=cause.due_on,
            )
        )
    return found


def _draft(
    payload: UrgingLetter | BodyLetter | PraiseList,
    shown: Sheet,
    wording: Wording,
    line: Line | None,
    bodies: Sequence[int] = (),
) -> Draft:
    about: dict[str, Any] = {
        "month": shown.month.iso,
        "unit": shown.unit_id,
        "revision": shown.revision.number if shown.revision else None,
        "bodies": list(bodies) or ([line.unit_id] if line else []),
    }
    to = f", {line.short_name}" if line else ""
    return Draft(
        type="CV",
        organ=wording.office.organ,
        kind=payload.MODEL,
        title=f"{wording.subject[:240]}{to}",
        letterhead=payload.letterhead,
        payload=payload.to_dict(),
        recipients=list(wording.office.recipients),
        about=about,
        subject_unit_id=line.unit_id if line else None,
    )
