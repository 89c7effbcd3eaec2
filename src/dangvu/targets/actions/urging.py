"""From a month to letters: drafts that keep pointing at the revision they quote."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.documents.actions import Draft, draft
from dangvu.kernel.refusals import Impossible
from dangvu.office.payloads import BodyLetter, CauseLine, PraiseList, UrgingLetter
from dangvu.targets import papers, queries
from dangvu.targets.models import Finding
from dangvu.targets.papers import Wording
from dangvu.targets.sheets import Line, Sheet

MOST_CAUSES = 4
LONGEST_TITLE = 300


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

    Gives back the key of the bundle. Raises ``Impossible`` where no target was given or no body is
    chosen. The statements do not depend on the number of bodies.
    """
    may(actor, Action.DRAFT_LETTERS, shown.unit_path)
    if shown.campaign_id is None:
        raise Impossible(
            "no_campaign",
            f"Chưa giao chỉ tiêu nào trùm tháng {shown.month.label_vi}, chưa có gì để đôn đốc.",
        )
    wanted = set(chosen)
    lines = [line for line in shown.lines if line.unit_id in wanted]
    if not lines:
        raise Impossible("nobody_chosen", "Chưa chọn tổ chức nào để gửi.", "bodies")
    found = _findings(actor, shown)
    if each:
        drafts = [
            _draft(
                papers.body_letter(shown, wording, line, _causes(found, line), drafted_on),
                shown,
                wording,
                [line],
            )
            for line in lines
        ]
    else:
        letter = papers.urging_letter(shown, wording, lines, _most_named(found, lines), drafted_on)
        drafts = [_draft(letter, shown, wording, lines)]
    return draft(actor, shown.unit_id, drafts)


def draft_praise(
    actor: Actor, shown: Sheet, lines: Sequence[Line], wording: Wording, drafted_on: date
) -> str:
    """Drafts the list of bodies doing well. Gives back the key of its bundle."""
    may(actor, Action.DRAFT_LETTERS, shown.unit_path)
    if not lines:
        raise Impossible("nobody_to_praise", "Chưa có tổ chức nào ở nhóm cao.")
    made = papers.praise_list(shown, wording, lines, drafted_on)
    return draft(actor, shown.unit_id, [_draft(made, shown, wording, lines)])


def _findings(actor: Actor, shown: Sheet) -> Mapping[int, list[Finding]]:
    """What was written about each body of the sheet this month, in the order of the due days."""
    ids = {line.unit_id for line in shown.lines}
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in queries.findings(actor, shown.unit_path, shown.month):
        if finding.unit_id in ids:
            found[finding.unit_id].append(finding)
    return found


def _causes(found: Mapping[int, list[Finding]], line: Line) -> list[CauseLine]:
    return [
        CauseLine(
            cause=_in_full(finding),
            remedy=finding.remedy,
            responsible=finding.responsible,
            due_on=finding.due_on,
        )
        for finding in found.get(line.unit_id, ())
    ]


def _in_full(finding: Finding) -> str:
    words = str(finding.get_cause_display())
    return f"{words}: {finding.detail}" if finding.detail else words


def _most_named(found: Mapping[int, list[Finding]], lines: Sequence[Line]) -> list[str]:
    """The causes most bodies named, in words, with how many named each."""
    often = Counter(
        cause
        for line in lines
        for cause in {
            str(finding.get_cause_display())
            for finding in found.get(line.unit_id, ())
            if finding.cause != Finding.Cause.OTHER
        }
    )
    ranked = sorted(often.items(), key=lambda pair: (-pair[1], pair[0]))
    return [f"{cause[:1].lower()}{cause[1:]} ({n} nơi)" for cause, n in ranked[:MOST_CAUSES]]


def _draft(
    payload: UrgingLetter | BodyLetter | PraiseList,
    shown: Sheet,
    wording: Wording,
    lines: Sequence[Line],
) -> Draft:
    """A draft about some lines. A list for praise goes with another paper: it takes no number and
    is sent to nobody by itself."""
    about: dict[str, Any] = {
        "month": shown.month.iso,
        "unit": shown.unit_id,
        "revision": shown.revision.number if shown.revision else None,
        "policy_since": shown.policy.since.isoformat(),
        "bodies": [line.unit_id for line in lines],
    }
    praise = isinstance(payload, PraiseList)
    one = lines[0] if isinstance(payload, BodyLetter) else None
    return Draft(
        type="" if praise else papers.TYPE,
        organ=wording.office.organ,
        kind=payload.MODEL,
        title=wording.subject[:LONGEST_TITLE],
        letterhead=payload.letterhead,
        payload=payload.to_dict(),
        recipients=[(r.name, r.note) for r in payload.recipients],
        addressed=[] if praise else [(line.unit_id, papers.committee_of(line)) for line in lines],
        about=about,
        subject=(one.unit_id, one.short_name) if one else None,
    )
