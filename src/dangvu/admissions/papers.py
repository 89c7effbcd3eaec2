"""The papers of a case: what fills them, which of them it needs, and the files themselves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from dangvu.access.actor import Actor
from dangvu.admissions import cases
from dangvu.admissions.catalogue import SEXES
from dangvu.admissions.models import Attendee, Case, CaseHelper, CaseMove, HelperRemark
from dangvu.admissions.models import PoliticalClass as Course
from dangvu.members import catalogue as people
from dangvu.members import queries as members
from dangvu.members.papers import cell_in_full, place_of
from dangvu.office.letters import render
from dangvu.office.payloads import (
    CASE_FORMS,
    Ballot,
    CaseForm,
    CasePapers,
    Certificate,
    Companion,
    Deed,
    FormGroup,
    HelpersNote,
    IssuingBody,
)
from dangvu.office.vietnamese import fold
from dangvu.orgs import anywhere
from dangvu.rules.admissions import CEREMONY
from dangvu.rules.charter import ISSUED_BY, SINCE, SOURCES
from dangvu.rules.organisations import OrgType
from dangvu.rules.procedure import CaseFacts, IntroducerKind, Law, Step, When, needed
from dangvu.rules.procedure_dues import probation_end
from dangvu.rules.procedure_history import History
from dangvu.rules.procedure_law import Deciding
from dangvu.rules.procedure_papers import PAPER
from dangvu.rules.quality import PROBATION

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

_SECTIONS = (OrgType.SECTION, OrgType.SUBORDINATE)
_DEEDS = {
    "applied": Step.APPLIED,
    "cv": Step.CV_DONE,
    "vetting": Step.VETTING_SENT,
    "vetted": Step.VETTING_BACK,
    "opinions": Step.OPINIONS_IN,
    "appraised": Step.APPRAISED,
    "decision": Step.DECIDED,
    "ceremony": Step.CEREMONY_HELD,
    "self_review": Step.SELF_REVIEW,
    "opinions_again": Step.PROBATION_OPINIONS,
    "appraised_again": Step.APPRAISED_RECOGNITION,
    "recognition": Step.RECOGNISED,
}
_VOTES = {
    "cell_vote": Step.CELL_VOTED,
    "committee_vote": Step.COMMITTEE_VOTED,
    "cell_vote_again": Step.CELL_VOTED_RECOGNITION,
    "committee_vote_again": Step.COMMITTEE_VOTED_RECOGNITION,
}
_REFUSING = (Step.NOT_AGREED, Step.RETURNED)


@dataclass(frozen=True)
class Printing:
    """A case as its papers see it. ``line``: its cell with what stands above, the highest first;
    ``secretaries``: their names by unit, as far as the actor sees them."""

    row: Case
    facts: CaseFacts
    law: Law
    on: date
    line: Sequence["Unit"]
    secretaries: dict[int, str]
    helpers: Sequence[CaseHelper]
    remarks: Sequence[HelperRemark]
    classes: Sequence[Attendee]
    move: CaseMove | None
    moved_line: Sequence["Unit"]

    @cached_property
    def history(self) -> History:
        return History(self.facts, self.law)

    def forms(self, group: FormGroup) -> list[CaseForm]:
        """The forms of a set that the case needs."""
        wanted = codes_needed(self.row, self.facts, self.law)
        return [f for f in CASE_FORMS.values() if f.group is group and f.code in wanted]

    def words(self, form: CaseForm) -> CasePapers:
        """What fills a form: by the rules of its own day, or of the day the case goes by until
        then."""
        row, history, group = self.row, self.history, form.group
        issued = self._issued_on(form) or row.rule_on
        limit = CEREMONY.at(history.day(Step.DECIDED) or self.on).value
        refusal = next((one for one in reversed(history.rows) if one.step in _REFUSING), None)
        return CasePapers(
            month=self.on,
            full_name=row.full_name,
            cell=self._cell(),
            committee=self._body(self._committee),
            decider=self._body(*self._deciding(group)),
            charter_rule=f"{_regulation(issued)} về thi hành Điều lệ Đảng",
            ceremony_limit=f"{limit.working_days} ngày làm việc, tính từ {limit.trigger.label_vi}",
            probation=f"{PROBATION.at(self._decided_on(group)).value} tháng",
            birth_on=row.birth_on,
            sex=SEXES.get(row.sex, "").lower(),
            ethnic_group=people.ethnic_groups().get(row.ethnic_group, ""),
            occupation=row.occupation,
            area=row.area,
            section=self._body(self._section) if self._section else None,
            centre=self._centre(group),
            companions=tuple(_companions(self.helpers)),
            organisations=tuple(_organisations(self.helpers)),
            helpers=tuple(
                Companion(one.name, one.official_on, one.since)
                for one in self.helpers
                if one.role == CaseHelper.Role.HELPER and one.until is None
            ),
            remarks=tuple(HelpersNote(one.on, one.text) for one in self.remarks),
            deeds=self._deeds(),
            votes={name: self._ballot(step) for name, step in _VOTES.items()},
            certificates={
                "certificate": self._certificate(
                    Course.Kind.AWARENESS, row.certificate_on, row.certificate_number
                ),
                "new_certificate": self._certificate(
                    Course.Kind.NEW_MEMBER, row.new_certificate_on, row.new_certificate_number
                ),
            },
            official_on=probation_end(history),
            moved_to=self._moved_to(),
            moved_because=self._said(Step.MOVE_SENT),
            recognition=history.day(Step.CEREMONY_HELD) is not None,
            readmission=row.readmission,
            reason=refusal.reason if refusal else "",
        )

    # ------------------------------------------------------------------ bodies

    @cached_property
    def _above(self) -> list["Unit"]:
        """What stands above the cell, the nearest first."""
        return list(reversed(self.line[:-1])) or list(self.line)

    @property
    def _section(self) -> "Unit | None":
        return next((unit for unit in self._above if unit.type in _SECTIONS), None)

    @cached_property
    def _committee(self) -> "Unit":
        return next((u for u in self._above if u.type not in _SECTIONS), self._above[0])

    def _cell(self) -> IssuingBody:
        cell = self.line[-1]
        return IssuingBody(
            name=cell.name, heading=cell.name.upper(), above=_heading_above(cell, self.line),
            organ="CB", place=place_of(self._committee), authority="T/M CHI BỘ", post="BÍ THƯ",
            signer=self.secretaries.get(cell.pk, ""),
        )  # fmt: skip

    def _body(self, unit: "Unit", standing: bool = False) -> IssuingBody:
        """A committee, or its standing committee, whose papers carry the committee's name."""
        provincial = unit.type == OrgType.PROVINCIAL
        own = "T/M TỈNH ỦY" if provincial else "T/M ĐẢNG ỦY"
        return IssuingBody(
            name=f"Ban Thường vụ {unit.committee}" if standing else unit.committee,
            heading=unit.committee.upper(),
            above="" if provincial else _heading_above(unit, self.line),
            organ="TU" if provincial else "ĐU",
            place=place_of(unit),
            authority="T/M BAN THƯỜNG VỤ" if standing else own,
            post="BÍ THƯ",
            signer=self.secretaries.get(unit.pk, ""),
        )

    def _decided_on(self, group: FormGroup) -> date:
        step = Step.RECOGNISED if group is FormGroup.RECOGNITION else Step.DECIDED
        return self.history.day(step) or self.on

    def _deciding(self, group: FormGroup) -> tuple["Unit", bool]:
        """Who decides (R2.12), and whether by its standing committee."""
        deciding = self.history.competence(self._decided_on(group)).deciding
        wanted = {Deciding.SUPERIOR: OrgType.SUPERIOR, Deciding.DIRECT: OrgType.PROVINCIAL}
        found = (unit for unit in self._above if unit.type == wanted.get(deciding))
        return next(found, self._committee), deciding is not Deciding.AUTHORISED

    def decider_path(self, group: FormGroup) -> str:
        """Where the office of whoever decides stands."""
        return self._deciding(group)[0].path

    def _centre(self, group: FormGroup) -> IssuingBody | None:
        kind = Course.Kind.NEW_MEMBER if group is FormGroup.RECOGNITION else Course.Kind.AWARENESS
        attended = self._attended(kind)
        if attended is None or not attended.political_class.organiser:
            return None
        name = attended.political_class.organiser
        return IssuingBody(name, name.upper(), place=place_of(self._committee), post="GIÁM ĐỐC")

    # ------------------------------------------------------------------ what was done

    def _issued_on(self, form: CaseForm) -> date | None:
        step = {**_DEEDS, **_VOTES}.get(form.deed)
        return self.history.day(step) if step else None

    def _deeds(self) -> dict[str, Deed]:
        found = {name: self._deed(step) for name, step in _DEEDS.items()}
        found["notice"] = self._deed(*_REFUSING)
        sent = self.move
        found["move"] = Deed(sent.sent_on, sent.number) if sent else self._deed(Step.MOVE_SENT)
        return found

    def _deed(self, *steps: Step) -> Deed:
        row = next((one for one in reversed(self.history.rows) if one.step in steps), None)
        return Deed(row.on, row.number) if row else Deed()

    def _said(self, step: Step) -> str:
        row = self.history.last(step)
        return row.reason if row else ""

    def _ballot(self, step: Step) -> Ballot:
        row = self.history.last(step)
        ratio, _ = self.history.ratio(step, row.on if row else self.on)
        if row is None or row.vote is None:
            deed = self._deed(step)
            return Ballot(deed.on, deed.number, needed=ratio.label_vi)
        vote = row.vote
        left_out = [
            f"{vote.away} đồng chí tạm chuyển đi" if vote.away else "",
            f"{vote.exempt_absent} đồng chí được miễn sinh hoạt và vắng mặt"
            if vote.exempt_absent else "",
        ]  # fmt: skip
        return Ballot(
            row.on, row.number, vote.agreed, vote.disagreed, vote.blank, vote.present,
            vote.official, vote.base, ", ".join(part for part in left_out if part),
            ratio.label_vi, vote.reaches(ratio),
        )  # fmt: skip

    def _attended(self, kind: str) -> Attendee | None:
        found = (one for one in self.classes if one.political_class.kind == kind)
        return next(found, None)

    def _certificate(self, kind: str, on: date | None, number: str) -> Certificate:
        attended = self._attended(kind)
        held = attended.political_class if attended else None
        course = f"{held.name[:1].lower()}{held.name[1:]}" if held else ""
        step = Step.CLASS_DONE if kind == Course.Kind.AWARENESS else Step.NEW_CLASS_DONE
        recorded = self._deed(step)
        return Certificate(
            on or recorded.on, number or recorded.number, course,
            held.opens_on if held else None, held.ends_on if held else None,
        )  # fmt: skip

    def _moved_to(self) -> str:
        if self.move is None:
            return ""
        above = [unit for unit in self.moved_line[:-1] if unit.type not in _SECTIONS]
        return above[-1].committee if above else cell_in_full(self.move.to_unit)


def codes_needed(row: Case, facts: CaseFacts, law: Law) -> frozenset[str]:
    """Codes of the checklist a case needs by the rules it keeps, and those needed if there are
    any: the proposal of a Youth Union branch only where the Youth Union introduces."""
    asked = {paper.code for paper in needed(facts, row.rule_on, facts.authorised, law)}
    maybe = {code for code, paper in PAPER.items() if paper.when is When.IF_ANY}
    return frozenset(asked | (maybe if "4-KNĐ" in asked else maybe - {"4A-KNĐ"}))


def _regulation(on: date) -> str:
    """The regulation on the charter that was in force on a day, and whose it is."""
    name = [name for name, since in SINCE.items() if since <= on][-1]
    return SOURCES[name] + (f" của {ISSUED_BY[name]}" if name in ISSUED_BY else "")


def _heading_above(unit: "Unit", line: Sequence["Unit"]) -> str:
    """The line over an issuer's name: the body of the province, else the committee above."""
    above = next((one for one in line if one.pk == unit.parent_id), None)
    if above is None:
        return ""
    return (above.name if above.type == OrgType.PROVINCIAL else above.committee).upper()


def _introducers(helpers: Iterable[CaseHelper]) -> list[CaseHelper]:
    return [h for h in helpers if h.role == CaseHelper.Role.INTRODUCER and h.until is None]


def _companions(helpers: Iterable[CaseHelper]) -> list[Companion]:
    return [
        Companion(one.name, one.official_on, one.same_unit_since)
        for one in _introducers(helpers)
        if one.kind == IntroducerKind.MEMBER
    ]


def _organisations(helpers: Iterable[CaseHelper]) -> list[str]:
    return [one.name for one in _introducers(helpers) if one.kind != IntroducerKind.MEMBER]


def printing(actor: Actor, case_id: int, on: date) -> Printing:
    """A case within reach, ready for its papers; 404 outside it. A constant number of statements.

    Whoever gives a paper out leaves the event.
    """
    row = cases.case(actor, case_id)
    line = anywhere.line_to(row.unit_path)
    helpers = cases.helpers_of(row)
    move = cases.moves(actor).filter(case=row).first()
    classes = Attendee.objects.filter(case=row, passed=True).select_related("political_class")
    remarks = [remark for helper in helpers for remark in helper.remarks.all()]
    return Printing(
        row=row,
        facts=cases.facts_of([row])[row.pk],
        law=cases.law_chosen(),
        on=on,
        line=line,
        secretaries=members.secretaries(actor, [unit.pk for unit in line], on),
        helpers=helpers,
        remarks=sorted(remarks, key=lambda one: one.on),
        classes=list(classes.order_by("-political_class__ends_on", "-id")),
        move=move,
        moved_line=anywhere.line_to(move.to_path) if move else [],
    )


def filled(found: Printing, form: CaseForm, model: bytes) -> tuple[str, bytes]:
    """One paper as a file: its name, and its model filled. Raises ``LetterRefused`` where the model
    cannot be filled."""
    return file_name(form, found.row), render(model, found.words(form).to_dict(form))


def file_name(form: CaseForm, row: Case) -> str:
    """A name any system takes: the form, whose it is, and the number of the case."""
    stem = re.sub("[^a-z0-9]+", "-", fold(f"{form.code} {row.full_name}")).strip("-")
    return f"{stem}-{row.pk}.docx"
