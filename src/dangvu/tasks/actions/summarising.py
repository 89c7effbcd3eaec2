"""The answers of many are taken along as a workbook, or become the draft of a summary report."""

from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, require
from dangvu.documents.actions import Draft, draft
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.office.payloads import SummaryReport
from dangvu.orgs import queries as orgs
from dangvu.tasks import summary
from dangvu.tasks.queries.reports import Rollup
from dangvu.tasks.summary import Wording


def export_answers(actor: Actor, found: Rollup) -> bytes:
    """The answers of a duty as a workbook. Leaves the event of having taken it."""
    require(actor, Action.EXPORT)
    may(actor, Action.EXPORT, found.unit.path)
    content = summary.workbook(found, orgs.letterhead(found.unit.pk), actor.name, clock.now())
    audit.record(
        actor, "export_answers", kind=audit.Kind.EXPORT, subject=("duty", found.duty.pk),
        unit_path=found.unit.path, data={"count": len(found.given)},
    )  # fmt: skip
    return content


def draft_summary(actor: Actor, found: Rollup, wording: Wording, on: date) -> str:
    """Drafts the summary report in the office that takes the answers; gives back the key of its
    bundle. Raises ``Impossible`` where nobody answered yet."""
    if not found.given:
        raise Impossible("no_answer", "Chưa nơi nào gửi báo cáo, chưa có gì để tổng hợp.")
    report = summary.summary_report(found, wording, on)
    key = draft(
        actor,
        found.unit.pk,
        [
            Draft(
                type=summary.TYPE, organ=wording.office.organ, kind=SummaryReport.MODEL,
                title=f"Báo cáo {wording.subject}"[:300], letterhead=report.letterhead,
                payload=report.to_dict(), recipients=wording.office.recipients,
                about={"directive": found.directive.pk, "duty": found.duty.pk,
                       "period": found.start.isoformat() if found.start else ""},
            )
        ],
    )  # fmt: skip
    audit.record(
        actor, "draft_summary", subject=("duty", found.duty.pk), unit_path=found.unit.path,
        data={"count": len(found.given)},
    )  # fmt: skip
    return key
