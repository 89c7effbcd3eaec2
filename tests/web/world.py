"""One of everything that an address tells of, and who stands where."""

import uuid
from collections.abc import Iterator
from datetime import date

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests import factories as f
from tests.office.papers import introduction

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.admissions.actions.cases import NewCase, PaperNote, note_paper, open_case
from dangvu.admissions.actions.classes import Planned, plan_class, seat
from dangvu.admissions.actions.moving import send_case
from dangvu.admissions.actions.steps import Recording, record_step
from dangvu.admissions.models import CaseStep
from dangvu.documents.models import Paper, PaperFile, Term
from dangvu.documents.samples import sample
from dangvu.intake.models import Batch
from dangvu.intake.models import Row as IntakeRow
from dangvu.members.models import ChangeRequest, Export, Hop, Pair, Post, Stay, Transfer, Verdict
from dangvu.office.payloads import UrgingLetter
from dangvu.orgs.models import Change, Unit
from dangvu.rules.months import Month
from dangvu.rules.procedure import Step
from dangvu.targets.models import Campaign, Finding, Target
from dangvu.tasks.models import (
    Assignment,
    Directive,
    Duty,
    Extension,
    Indicator,
    InspectionWish,
    MemberTask,
    Petition,
    Reach,
    Report,
    Session,
)

#: What a number or word in an address stands for where it is not the same everywhere.
KINDS = {
    "import_start": "admissions",
    "import_model": "admissions",
    "unit_change": Change.Kind.MOVE,
}
#: Parts of an address that tell of nothing in the tree.
PLACELESS = {"month", "kind", "what", "secret", "name", "figure"}
LETTER = UrgingLetter.MODEL


class World:
    """A ward with a grassroots body and a cell, one of everything in it, and a ward beside it."""

    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province, locality_code="24781")
        self.beside = f.unit("Đảng bộ phường Hai", self.province)
        self.body = f.unit("Đảng bộ cơ sở Khu phố 3", self.ward)
        self.cell = f.unit("Chi bộ Tổ dân phố 12", self.body)
        self.person = f.person(self.cell)
        self.stranger = f.person(self.beside)
        self.values = {
            "unit_id": self.ward.pk,
            "body_id": self.body.pk,
            "month": Month(2026, 5),
            "number": 1,
            "person_id": self.person.pk,
            "admission_id": f.admission(self.cell, person=self.person).pk,
            "account_id": f.account(Role.CLERK, self.ward).pk,
            "filter_id": 1,
            "section": "identity",
            "event_id": self.person.events.get().pk,
            "what": "mo-khoa",
            **self._targets(),
            **self._papers(),
            **self._rest(),
            **self._moving(),
            **self._work(),
            **self._cases(),
            "petition_id": self._petition(),
            **self._tasks(),
            **self._directive(),
        }

    def _targets(self) -> dict[str, object]:
        campaign = Campaign.objects.create(
            unit=self.ward, name="Chỉ tiêu 2026", starts_on=date(2026, 1, 1),
            ends_on=date(2027, 1, 1), decision_number="01-QĐ/ĐU", decision_on=date(2026, 1, 5),
            issuer="Đảng ủy phường Một", base_on=date(2025, 12, 31), created_at=f.NOW,
        )  # fmt: skip
        target = Target.objects.create(
            campaign=campaign, unit=self.body, unit_path=self.body.path, assigned=12
        )
        finding = Finding.objects.create(
            unit=self.body, unit_path=self.body.path, month=date(2026, 4, 1), cause="vetting",
            remedy="Đôn đốc", responsible="Bí thư", due_on=date(2026, 6, 15), recorded_at=f.NOW,
        )  # fmt: skip
        return {"campaign_id": campaign.pk, "target_id": target.pk, "finding_id": finding.pk}

    def _papers(self) -> dict[str, object]:
        term = Term.objects.create(unit=self.ward, name="2025-2030", starts_on=f.FOUNDED)
        key = uuid.uuid4()
        paper = Paper.objects.create(
            unit=self.ward, unit_path=self.ward.path, bundle=str(key), type="CV", organ="ĐU",
            kind=LETTER, title="Về việc đôn đốc", payload=sample(LETTER), content=b"PK",
            sha256="0" * 64, drafted_at=f.NOW, drafted_by="x",
        )  # fmt: skip
        PaperFile.objects.create(
            paper=paper, version=1, name="ban-ky.pdf", media_type="application/pdf", size=2,
            sha256="0" * 64, content=b"PK", added_at=f.NOW, added_by="x",
        )  # fmt: skip
        return {"paper_id": paper.pk, "key": key, "term_id": term.pk, "version": 1}

    def _rest(self) -> dict[str, object]:
        post = Post.objects.create(
            person=self.person, unit=self.ward, unit_path=self.ward.path, kind="secretary",
            valid_from=f.FOUNDED,
        )  # fmt: skip
        batch = Batch.objects.create(
            kind="admissions", unit_id=self.ward.pk, unit_path=self.ward.path,
            file_name="ket-nap.xlsx", sha256="0" * 64, content=b"PK", staged_at=f.NOW,
            staged_by="x", account_id=1,
            summary={"read": 1, "accepted": 1, "refused": 0, "doubtful": 0, "reading": [],
                     "remarks": [], "stated": None},
        )  # fmt: skip
        IntakeRow.objects.create(batch=batch, unit_path=self.ward.path, number=2, raw={})
        return {"post_id": post.pk, "batch_id": batch.pk}

    def _work(self) -> dict[str, object]:
        """Work on records; the file belongs to another account, so nobody finds it."""
        twin = f.person(self.cell, "Nguyễn Thị Thừ")
        pair = Pair.objects.create(
            first=self.person, second=twin, unit_path=self.ward.path, why="alike", found_at=f.NOW
        )
        made = Export.objects.create(
            unit_id=self.ward.pk, unit_path=self.ward.path, account_id=0, kind="csv",
            file_name="a.csv", content=b"", count=1, made_at=f.NOW, made_by="x", until=f.NOW,
        )  # fmt: skip
        verdict = Verdict.objects.create(
            person=self.person, unit_path=self.cell.path, result="Sai", came_on=f.FOUNDED
        )
        return {"pair_id": pair.pk, "export_id": made.pk, "verdict_id": verdict.pk}

    def _moving(self) -> dict[str, object]:
        """A transfer inside the body, its letter given out, and a request to change a record."""
        row = Transfer.objects.create(
            person=self.person, full_name=self.person.full_name, kind="internal",
            state="CAP_UY_GIOI_THIEU", from_unit=self.cell, from_path=self.cell.path,
            to_unit=f.unit("Chi bộ Tổ dân phố 13", self.body), to_path=self.body.path,
            cause_on=date(2026, 5, 4), requested_on=date(2026, 5, 5), letter_number="1/2026",
            letter_on=date(2026, 5, 6), letter={"words": introduction().to_dict()},
            recorded_at=f.NOW, recorded_by="x",
        )  # fmt: skip
        for n, (unit, step) in enumerate(
            [(self.cell, "confirm"), (self.body, "introduce"), (row.to_unit, "receive")]
        ):
            Hop.objects.create(
                transfer=row,
                from_path=row.from_path,
                to_path=row.to_path,
                position=n,
                unit=unit,
                unit_path=unit.path,
                step=step,
                done_on=None if n == 2 else date(2026, 5, 6),
            )
        asked = ChangeRequest.objects.create(
            person=self.person, unit_path=self.cell.path, field="full_name", before=b"",
            after=b"", reason="ghi sai", requested_at=f.NOW, requested_by="x",
        )  # fmt: skip
        stay = Stay.objects.create(
            unit=self.cell, unit_path=self.cell.path, full_name="Đỗ Khách", sort_key="khach",
            home_name="Đảng bộ Xa", valid_from=date(2026, 5, 4),
        )  # fmt: skip
        return {"transfer_id": row.pk, "request_id": asked.pk, "stay_id": stay.pk}

    def _cases(self) -> dict[str, object]:
        """A person on the source list with a step after it, and one on the way to another cell."""
        officer = f.actor(Role.COMMUNE_OFFICER, self.ward)
        there = f.unit("Chi bộ Tổ dân phố 14", self.body)
        f.own()
        made = []
        for name in ("Hồ Thị Nguồn", "Hồ Thị Chuyển"):
            with entered(officer):
                case = open_case(
                    officer,
                    NewCase(
                        self.cell.pk, name, "F", date(2001, 1, 1), "01", "teacher", "cell",
                        date(2026, 1, 5),
                    ),
                )  # fmt: skip
                record_step(officer, case.pk, Recording(Step.LISTED, date(2026, 2, 1), "1"))
                made.append(case.pk)
        with entered(officer):
            scan = PaperNote("1-KNĐ", file_name="don.pdf", content=b"%PDF-1.7 don")
            held = note_paper(officer, made[0], scan)
            move = send_case(officer, made[1], there.pk, date(2026, 3, 1), "đổi nơi làm")
            days = date(2026, 5, 4), date(2026, 5, 8)
            planned = Planned("awareness", "Lớp khóa 1", *days, 2, 5, "TTCT")
            held_class = plan_class(officer, self.ward.pk, planned)
            seat(officer, held_class.pk, self.ward.pk, [made[0]])
        f.own()
        sent = {"case_call_back": made[1]}
        return {
            "case_id": made[0], "step_id": CaseStep.objects.get(case=made[0], step="listed").pk,
            "held_id": held.pk, "which": "ket-nap", "form": "knd_6",
            "move_id": move.pk, "secret": "x", "step": "class_done",
            "name": "procedure.norm.source", "sent": sent, "class_id": held_class.pk,
        }  # fmt: skip

    def _petition(self) -> int:
        """One the member raised, that went up to the province and was sent back to the ward."""
        row = Petition.objects.create(
            unit=self.cell, unit_path=self.cell.path, person=self.person, year=2026,
            subject="means", what="Thiếu máy tính", state="held", raised_on=date(2026, 5, 4),
            due_on=date(2026, 6, 3), holder=self.ward, holder_path=self.ward.path,
            holder_due_on=date(2026, 6, 20), top_path=self.province.path, recorded_at=f.NOW,
            recorded_by="x",
        )  # fmt: skip
        return row.pk

    def _tasks(self) -> dict[str, object]:
        """A task of the person, and a criterion of the ward with a period recorded."""
        task = MemberTask.objects.create(
            unit=self.cell, unit_path=self.cell.path, person=self.person, what="Vận động 10 hộ",
            product="Danh sách", quantity=10, quantity_unit="hộ", given_on=date(2026, 5, 4),
            due_on=date(2026, 5, 20), recorded_at=f.NOW, recorded_by="x",
        )  # fmt: skip
        criterion = Indicator.objects.create(
            unit=self.ward, unit_path=self.ward.path, name="Tăng trưởng", measure="%",
            recorded_at=f.NOW, recorded_by="x",
        )  # fmt: skip
        return {
            "task_id": task.pk, "indicator_id": criterion.pk, "figure": "kpi.slight_days",
        }  # fmt: skip

    def _directive(self) -> dict[str, object]:
        """A paper whose duty the ward gave to the body: a session held, a report sent for the
        quarter before, more time asked."""
        signs = {"recorded_at": f.NOW, "recorded_by": "x"}
        paper = Paper.objects.create(
            unit=self.ward, unit_path=self.ward.path, type="CT", organ="ĐU", kind="own",
            title="Về sinh hoạt chi bộ", state="received", number_symbol="5-CT/ĐU",
            dated_on=date(2026, 5, 4), issuer="Đảng ủy phường Một", document_type="directive",
            received_on=date(2026, 5, 4), arrival_year=2026, arrival_number=9, content=b"",
            sha256="", drafted_at=f.NOW, drafted_by="x",
        )  # fmt: skip
        made = Directive.objects.create(
            paper=paper, unit=self.ward, unit_path=self.ward.path, state="in_force",
            confirmed_at=f.NOW, **signs,
        )  # fmt: skip
        duty = Duty.objects.create(
            directive=made, unit=self.ward, unit_path=self.ward.path, position=1,
            heading="Báo cáo hằng quý", what="Báo cáo kết quả hằng quý", product="report",
            audience="bodies", every="quarter", **signs,
        )  # fmt: skip
        place = {"unit": self.body, "unit_path": self.body.path}
        held = Assignment.objects.create(
            directive=made, duty=duty, root=duty, stage="in_progress",
            period_start=date(2026, 4, 1), due_on=date(2026, 6, 30), **place,
        )  # fmt: skip
        report = Report.objects.create(
            assignment=held, directive=made, root=duty, period_start=date(2026, 1, 1),
            state="sent", results="Đã làm", sent_on=date(2026, 4, 2), written_at=f.NOW,
            written_by="x", **place,
        )  # fmt: skip
        asked = Extension.objects.create(
            assignment=held, unit_path=self.body.path, due_on=date(2026, 6, 30),
            until=date(2026, 7, 15), reason="Chờ số liệu", asked_on=date(2026, 5, 20), asked_by="x",
        )  # fmt: skip
        Reach.objects.create(directive=made, **place)
        session = Session.objects.create(
            directive=made, held_on=date(2026, 5, 12), form="in_person", expected=3, attended=2,
            **place, **signs,
        )  # fmt: skip
        wish = InspectionWish.objects.create(directive=made, reason="Chậm", **place, **signs)
        return {
            "wish_id": wish.pk,
            "directive_id": made.pk, "duty_id": duty.pk, "assignment_id": held.pk,
            "report_id": report.pk, "extension_id": asked.pk, "session_id": session.pk,
        }  # fmt: skip

    def client(self, role: Role, place: Unit) -> Client:
        """A browser of that role standing there. A member stands in the ward, tied to its person,
        where others stand above it."""
        if role is not Role.MEMBER:
            return f.signed_in(f.account(role, place))
        above = place == self.province
        person = self.person if above else self.stranger
        where = self.ward if above else place
        return f.signed_in(f.account(role, where, person_id=person.pk))

    def address(self, name: str) -> tuple[str, bool]:
        """The address of a name, filled in, and whether it tells of something in the tree."""
        values = {**self.values, "kind": KINDS.get(name, LETTER)}
        values["case_id"] = self.values["sent"].get(name, values["case_id"])
        parts = dict(patterns())[name].pattern.converters
        filled = reverse(name, kwargs={part: values[part] for part in parts})
        return filled, bool(set(parts) - PLACELESS)


def patterns(
    resolver: URLResolver | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """(name, pattern) of every address; one without a name goes by its route."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern))
        else:
            yield one.name or before + str(one.pattern), one
