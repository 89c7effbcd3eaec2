"""A ward of two cells and people on the way in one of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests import factories as f

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.admissions import actions
from dangvu.admissions.actions import Helper, NewCase, Outcome, Recording
from dangvu.admissions.models import Case
from dangvu.rules.procedure import Step, Vote

AGREED = Vote(agreed=9, disagreed=0, blank=0, official=9, present=9)
COMMITTEE = Vote(agreed=11, disagreed=1, blank=0, official=15, present=12)
SHORT = Vote(agreed=5, disagreed=4, blank=0, official=9, present=9)

#: The way from the source list to the card, a day each: the ceremony is on 20/03/2026.
WAY: Mapping[Step, tuple[date, dict[str, Any]]] = {
    Step.LISTED: (date(2025, 8, 20), {"number": "12-QĐ/ĐU"}),
    Step.CLASS_DONE: (date(2025, 9, 15), {"number": "31/CN"}),
    Step.HELPERS: (date(2025, 10, 1), {}),
    Step.APPLIED: (date(2025, 11, 3), {}),
    Step.CV_DONE: (date(2025, 11, 20), {}),
    Step.VETTING_SENT: (date(2025, 12, 1), {"number": "5-CV/ĐU"}),
    Step.VETTING_BACK: (date(2026, 1, 15), {"number": "9-CV/ĐU"}),
    Step.OPINIONS_IN: (date(2026, 2, 2), {}),
    Step.CELL_VOTED: (date(2026, 2, 10), {"number": "02-NQ/CB", "vote": AGREED}),
    Step.COMMITTEE_VOTED: (date(2026, 2, 25), {"number": "04-NQ/ĐU", "vote": COMMITTEE}),
    Step.DECIDED: (date(2026, 3, 10), {"number": "15-QĐ/ĐU", "issuer": "Đảng ủy phường Một"}),
    Step.CEREMONY_HELD: (date(2026, 3, 20), {}),
    Step.NEW_CLASS_DONE: (date(2026, 9, 1), {"number": "44/CN"}),
    Step.SELF_REVIEW: (date(2027, 3, 21), {}),
    Step.HELPER_REMARK: (date(2027, 3, 22), {}),
    Step.PROBATION_OPINIONS: (date(2027, 3, 23), {}),
    Step.CELL_VOTED_RECOGNITION: (date(2027, 3, 25), {"number": "03-NQ/CB", "vote": AGREED}),
    Step.COMMITTEE_VOTED_RECOGNITION: (
        date(2027, 4, 5), {"number": "08-NQ/ĐU", "vote": COMMITTEE},
    ),
    Step.RECOGNISED: (date(2027, 4, 20), {"number": "21-QĐ/ĐU", "issuer": "Đảng ủy phường Một"}),
    Step.CARD_GIVEN: (date(2027, 5, 6), {}),
}  # fmt: skip


class CaseWorld:
    """Province, ward (a grassroots organisation), two cells, members, and who acts."""

    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province, type="DANG_BO_CO_SO", model="208")
        self.other_ward = f.unit(
            "Đảng bộ phường Hai", self.province, type="DANG_BO_CO_SO", model="208"
        )
        self.cell = f.unit("Chi bộ Một", self.ward, type="CHI_BO", model="208")
        self.second = f.unit("Chi bộ Hai", self.ward, type="CHI_BO", model="208")
        self.far = f.unit("Chi bộ Xa", self.other_ward, type="CHI_BO", model="208")
        official = {"status": "CHINH_THUC", "official_on": date(2020, 3, 1)}
        self.helpers = [
            f.person(self.cell, name, joined_on=date(2019, 3, 1), **official)
            for name in ("Trần Văn Giúp", "Lê Thị Đỡ")
        ]
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.ward)
        self.secretary = f.actor(Role.CELL_SECRETARY, self.cell)
        self.specialist = f.actor(Role.PROVINCE_SPECIALIST, self.province)
        self.stranger = f.actor(Role.COMMUNE_OFFICER, self.other_ward)

    def new(self, **more: Any) -> NewCase:
        return NewCase(
            **{
                "unit_id": self.cell.pk, "full_name": "Nguyễn Thị Nguồn", "sex": "F",
                "birth_on": date(2001, 2, 5), "ethnic_group": "01", "source_group": "teacher",
                "introduced_by": "youth", "opened_on": date(2025, 8, 1), "youth_union": True,
                "consent_on": date(2025, 8, 1), **more,
            }
        )  # fmt: skip

    def open(self, actor: Actor | None = None, **more: Any) -> Case:
        with entered(actor or self.secretary):
            return actions.open_case(actor or self.secretary, self.new(**more))

    def introduce(self, case: Case) -> None:
        since = date(2025, 10, 1)
        helpers = [
            Helper("introducer", since, self.helpers[0].pk, same_unit_since=date(2020, 1, 1)),
            Helper("introducer", since, name="Ban Chấp hành Đoàn phường", kind="youth"),
            Helper("helper", since, self.helpers[1].pk),
        ]
        with entered(self.secretary):
            actions.set_helpers(self.secretary, case.pk, helpers, since)

    def step(self, case: Case, step: Step, actor: Actor | None = None, **more: Any) -> Outcome:
        """Records a step as on the ``WAY``, or as ``more`` says."""
        on, told = WAY.get(step, (None, {}))
        who = actor or self.officer
        with entered(who):
            recording = Recording(step, **{"on": on, **told, **more})
            return actions.record_step(who, case.pk, recording)

    def walk(self, case: Case, until: Step) -> Case:
        """Takes every step of the way up to one, that included."""
        for step in WAY:
            if step is Step.HELPERS:
                self.introduce(case)
            else:
                self.step(case, step)
            if step is until:
                break
        f.own()
        case.refresh_from_db()
        return case

    def at(self, until: Step, **more: Any) -> Case:
        return self.walk(self.open(**more), until)
