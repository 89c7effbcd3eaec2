"""The demo as loaded: what the pages then compute from it, and that it comes out the same again."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import Count, QuerySet
from tests.factories import own

from dangvu.access.demo import PASSWORD
from dangvu.access.matrix import Role
from dangvu.access.models import Account, Assignment
from dangvu.access.queries import actor_named
from dangvu.access.scope import entered
from dangvu.admissions.models import Admission
from dangvu.cli.demo.load import Loaded, NotEmpty, load
from dangvu.cli.demo.ways import recognised_on
from dangvu.documents.models import Paper
from dangvu.kernel.sealing import find_key, unseal
from dangvu.members.models import (
    Badge,
    BranchCount,
    ChangeRequest,
    Discipline,
    DuesMonth,
    Event,
    Headcount,
    Particulars,
    Person,
    Post,
    Spell,
    Status,
    Stay,
    Transfer,
)
from dangvu.members.queries import transfers
from dangvu.orgs.models import Locality, Unit, UnitLabel
from dangvu.rules.admissions import AdmissionFacts, check_admission
from dangvu.rules.basis import Severity
from dangvu.rules.membership import MEMBERS as COUNTED
from dangvu.rules.months import Month
from dangvu.rules.organisations import CELLS
from dangvu.rules.timers import Alert
from dangvu.rules.transfers import TransferState
from dangvu.targets import queries as targets
from dangvu.targets.models import Campaign, Closing, Finding, MonthlyCount, Target
from dangvu.targets.sheets import Sheet

pytestmark = pytest.mark.django_db
MEMBERS, SEED, TODAY = 3_000, 2026, date(2026, 6, 1)


@pytest.fixture(autouse=True)
def in_the_demo(settings: Any) -> None:
    """The demo's accounts act in a demo house only."""
    settings.DEMO = True


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: SimpleNamespace) -> Iterator[Loaded]:
    """The demo of 3,000 members for all tests of this file, gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        own()
        yield load(MEMBERS, SEED, TODAY)
        transaction.set_rollback(True)


def members() -> QuerySet[Person]:
    return Person.objects.filter(status__in=COUNTED)


def sheet(month: Month, account: str = "tinh", unit: int | None = None) -> Sheet:
    actor = actor_named(account, TODAY)
    assert actor is not None
    with entered(actor):
        return targets.sheet(actor, unit or actor.unit_id, month, TODAY)


def test_may_as_the_specialist_sees_it(demo: Loaded) -> None:
    found = sheet(Month(2026, 5))
    counts = found.counts
    assert (counts.high, counts.medium, counts.low, counts.none) == (25, 22, 81, 0)
    assert counts.zero == 7
    assert sum(line.accountability for line in found.lines) == 26
    assert found.revision is None
    assert found.previous is not None
    assert (found.previous.high, found.previous.medium, found.previous.low) == (19, 26, 83)


def test_the_months_before_are_closed(demo: Loaded) -> None:
    closed = {(row.month, row.revision) for row in Closing.objects.all()}
    first = [date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 5))]
    assert closed == {(month, 1) for month in first}
    for row in Closing.objects.all():
        assert row.closed_at.date() > row.month
        assert (row.closed_at.date() - row.month).days < 40
    assert sheet(Month(2026, 4)).revision is not None


def test_last_year_opens(demo: Loaded) -> None:
    found = sheet(Month(2025, 12))
    assert found.campaign_id is not None
    assert found.counts.none == 0
    assert found.total.cumulative > 0


def test_a_commune_has_a_sheet_of_its_own(demo: Loaded) -> None:
    found = sheet(Month(2026, 5), "xa")
    commune = Unit.objects.get(register_code="LD017")
    target = Target.objects.get(campaign__unit_id=1, campaign__starts_on="2026-01-01", unit=commune)
    assert found.unit_id == commune.pk
    assert found.total.target == target.assigned
    assert found.total.cumulative == sheet(Month(2026, 5)).line(commune.pk).cumulative


def test_bodies_not_on_the_system_show_what_they_reported(demo: Loaded) -> None:
    lines = {line.unit_code: line for line in sheet(Month(2026, 5)).lines}
    for code in ("LD038", "LD081", "LD087", "LD128"):
        assert lines[code].counted_from == "reports"
        assert lines[code].cumulative == lines[code].reported
    assert {line.counted_from for line in lines.values()} == {"records", "reports"}
    assert MonthlyCount.objects.count() == 4 * 11


def test_there_are_as_many_members_as_asked_for(demo: Loaded) -> None:
    assert members().count() == MEMBERS == demo.members
    counts = ("official", "probationary", "exempt", "away", "abroad", "suspended")
    assert sum(map(sum, Headcount.objects.values_list(*counts))) == MEMBERS
    assert sum(map(sum, BranchCount.objects.values_list(*counts))) == MEMBERS


def test_every_cell_can_meet(demo: Loaded) -> None:
    official = dict(Headcount.objects.values_list("unit_id", "official"))
    standing = Unit.objects.filter(type__in=CELLS, valid_until=None)
    assert set(standing.values_list("pk", flat=True)) == set(official)
    assert min(official.values()) >= 3


def test_officers_are_official_members_of_the_branch(demo: Loaded) -> None:
    posts = Post.objects.select_related("person")
    assert posts
    for post in posts:
        assert post.person.status == Status.OFFICIAL
        assert post.person.unit_path.startswith(post.unit_path)
    led = set(Post.objects.filter(kind="secretary").values_list("unit_id", flat=True))
    assert led == set(Unit.objects.filter(valid_until=None).values_list("pk", flat=True))


def test_no_admission_breaks_a_rule(demo: Loaded) -> None:
    for row in Admission.objects.select_related("person"):
        facts = AdmissionFacts(
            on=TODAY,
            decided_on=row.decision_on,
            born_on=row.person.birth_on,
            ceremony_on=row.ceremony_on,
            decision_number=row.decision_number,
        )
        severe = [f for f in check_admission(facts) if f.severity is not Severity.NOTE]
        assert not severe, (row.pk, severe)


def test_probation_is_twelve_months_from_the_ceremony(demo: Loaded) -> None:
    for row in Admission.objects.select_related("person"):
        person = row.person
        assert person.joined_on == row.decision_on
        over = row.ceremony_on and recognised_on(row.ceremony_on) <= TODAY
        assert person.status == (Status.OFFICIAL if over else Status.PROBATIONARY)
        assert bool(person.official_on) is bool(over)


def test_admissions_tell_the_attributes_of_their_persons(demo: Loaded) -> None:
    for row in Admission.objects.select_related("person"):
        person = row.person
        assert row.female is (person.sex == "F")
        assert row.ethnic_minority is (person.ethnic_group != "01")
        assert row.religious is bool(person.religion)
        assert row.unit_path == person.unit_path


def test_the_mixture_is_near_the_published_one(demo: Loaded) -> None:
    """Of 3,000 members; chance moves a share by two or three points."""
    people = members()
    shares = {
        "women": people.filter(sex="F").count() / MEMBERS,
        "ethnic": people.exclude(ethnic_group="01").count() / MEMBERS,
        "religious": people.exclude(religion="").count() / MEMBERS,
        "youth": people.filter(youth_union=True).count() / MEMBERS,
    }
    wanted = {"women": 0.415, "ethnic": 0.1075, "religious": 0.098, "youth": 0.283}
    assert shares == pytest.approx(wanted, abs=0.035)


def test_one_account_for_each_role(demo: Loaded) -> None:
    roles = dict(Assignment.objects.values_list("account__username", "role"))
    assert roles == {
        "tinh": Role.PROVINCE_SPECIALIST, "xa": Role.COMMUNE_OFFICER,
        "bithu": Role.CELL_SECRETARY, "nhapthay": Role.DEPUTY, "dangvien": Role.MEMBER,
        "ubkt": Role.INSPECTION_OFFICER, "tuyengiao": Role.PROPAGANDA_OFFICER,
        "vanthu": Role.CLERK, "quantri": Role.IT_ADMINISTRATOR, "kiemtoan": Role.AUDITOR,
    }  # fmt: skip
    accounts = {account.username: account for account in Account.objects.all()}
    assert all(account.is_demo for account in accounts.values())
    assert check_password(PASSWORD, accounts["tinh"].password)
    assert accounts["bithu"].large_text
    secretary = Person.objects.get(pk=accounts["bithu"].person_id)
    member = Person.objects.get(pk=accounts["dangvien"].person_id)
    deputy = Assignment.objects.get(account=accounts["nhapthay"])
    assert secretary.unit_id == member.unit_id == deputy.unit_id
    assert deputy.behalf_of == accounts["bithu"]
    assert Post.objects.get(person=secretary, unit=secretary.unit).kind == "secretary"
    assert secretary.unit_path.startswith(Unit.objects.get(register_code="LD017").path)
    assert Admission.objects.filter(person=member).exists()


def test_old_names_are_found_and_codes_too(demo: Loaded) -> None:
    commune = Unit.objects.get(register_code="LD005")
    labels = UnitLabel.objects.filter(unit=commune)
    former = labels.get(search_key="dang bo xa thien nghiep")
    assert former.valid_until == date(2025, 7, 1)
    assert labels.filter(kind="code", search_key="ld005", valid_until=None).exists()
    assert Locality.objects.count() == 34 + 3321


def test_lagging_bodies_have_written_down_causes_but_not_all(demo: Loaded) -> None:
    low = {line.unit_id for line in sheet(Month(2026, 5)).lines if line.cls == "low"}
    explained = set(Finding.objects.filter(month="2026-05-01").values_list("unit_id", flat=True))
    assert explained < low
    assert len(explained) > len(low) / 2


def test_letters_of_the_months_before_are_issued(demo: Loaded) -> None:
    papers = list(Paper.objects.filter(about__has_key="month").order_by("number"))
    assert [(paper.state, paper.number) for paper in papers] == [("issued", 213), ("issued", 214)]
    assert [paper.about["month"] for paper in papers] == ["2026-03", "2026-04"]
    for paper in papers:
        assert paper.about["revision"] == 1
        assert paper.content
    low = [line.unit_id for line in sheet(Month(2026, 4)).lines if line.cls == "low"]
    assert papers[1].about["bodies"] == low


def test_goes_into_an_empty_database_only(demo: Loaded) -> None:
    with pytest.raises(NotEmpty):
        load(MEMBERS, SEED, TODAY)
    assert Campaign.objects.filter(unit_id=1).count() == 2


def test_refuses_a_day_before_its_story(demo: Loaded) -> None:
    with pytest.raises(ValueError, match="2026-06-01"):
        load(MEMBERS, SEED, date(2026, 5, 31))


# ------------------------------------------------------------------ the register


def test_everybody_has_a_history(demo: Loaded) -> None:
    assert set(Person.objects.values_list("pk", flat=True)) == set(
        Spell.objects.filter(valid_until=None).values_list("person_id", flat=True)
    )
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {
        "dua_vao_so", "ket_nap", "cong_nhan", "tu_tran", "xoa_ten", "chuyen_di", "chuyen_den",
        "tam_chuyen_di", "chuyen_sinh_hoat", "mien_sinh_hoat",
    } <= kinds  # fmt: skip


def test_admissions_and_histories_tell_the_same(demo: Loaded) -> None:
    told = {
        row.person_id: (row.effective_on, row.decision_number, row.issuer)
        for row in Event.objects.filter(kind="ket_nap")
    }
    assert told == {
        row.person_id: (row.decision_on, row.decision_number, row.issuer)
        for row in Admission.objects.all()
    }
    recognised = dict(
        Event.objects.filter(kind="cong_nhan").values_list("person_id", "effective_on")
    )
    admitted = Person.objects.filter(pk__in=told)
    assert recognised == {p.pk: p.official_on for p in admitted if p.official_on}


def test_citizen_numbers_are_sealed_found_and_well_made(demo: Loaded) -> None:
    odd = without = 0
    for row in Particulars.objects.select_related("person"):
        number, person = unseal(row.citizen_sealed), row.person
        assert find_key(number) == (bytes(person.citizen_key) if person.citizen_key else None)
        if not number:
            without += 1
            continue
        century = 2 * (person.birth_on.year // 100 - 19) + (person.sex == "F")
        well = number[3:6] == f"{century}{person.birth_on.year % 100:02}"
        odd += not well
        assert len(number) == 12
        assert number.isdigit()
    assert 0 < without < MEMBERS * 0.03
    assert odd < MEMBERS * 0.02


def test_cards_are_of_official_members_and_hardly_ever_double(demo: Loaded) -> None:
    carded = Person.objects.exclude(card_number="")
    assert not carded.filter(status=Status.PROBATIONARY).exists()
    numbers = list(carded.values_list("card_number", flat=True))
    assert 0 <= len(numbers) - len(set(numbers)) < 10
    official = Person.objects.filter(status=Status.OFFICIAL)
    assert 0 < official.filter(card_number="").count() < MEMBERS * 0.05


def test_addresses_stand_in_new_and_old_units(demo: Loaded) -> None:
    for row in Particulars.objects.all()[:300]:
        assert row.birth_province
        assert row.birth_detail
        assert row.birth_before
        assert row.residence_detail


def test_who_left_stands_beside_the_counted_members(demo: Loaded) -> None:
    gone = Person.objects.exclude(status__in=COUNTED)
    assert gone.exists()
    assert not Post.objects.filter(person__in=gone).exists()
    assert not Admission.objects.filter(person__in=gone).exists()
    expelled = Event.objects.filter(kind="khai_tru").values_list("person_id", flat=True)
    forms = Discipline.objects.filter(form=Discipline.Form.EXPULSION)
    assert set(forms.values_list("person_id", flat=True)) == set(expelled)


def test_badges_dues_and_guests_are_there(demo: Loaded) -> None:
    for badge in Badge.objects.select_related("person"):
        joined = badge.person.joined_on
        assert badge.awarded_on >= joined.replace(year=joined.year + badge.years, day=1)
    assert DuesMonth.objects.filter(paid_on=None).exists()
    assert DuesMonth.objects.exclude(paid_on=None).exists()
    away = Person.objects.filter(status=Status.AWAY)
    hosted = Stay.objects.exclude(person=None)
    assert set(hosted.values_list("person_id", flat=True)) <= set(away.values_list("pk", flat=True))


def test_transfers_are_under_way_in_every_state_and_in_time_near_and_late(demo: Loaded) -> None:
    assert set(Transfer.objects.values_list("state", flat=True)) == set(TransferState)
    actor = actor_named("xa", TODAY)
    assert actor is not None
    with entered(actor):
        lines = transfers.transfer_page(actor, "open", TODAY).lines
        alerts = {line.alert(TODAY) for line in lines}
        assert alerts == set(Alert)
        assert [line.late(TODAY) for line in lines].count(True) == 1
        assert transfers.transfer_page(actor, "mine", TODAY).lines
    for account in ("tinh", "bithu"):
        actor = actor_named(account, TODAY)
        assert actor is not None
        with entered(actor):
            assert transfers.transfer_page(actor, "mine", TODAY).lines
            assert transfers.transfer_page(actor, "done", TODAY).lines
    own()
    guests = Stay.objects.filter(person=None)
    assert guests.filter(valid_until=None).count() == 2
    assert guests.filter(valid_until=None, due_on__lt=TODAY).count() == 1
    assert set(ChangeRequest.objects.values_list("state", flat=True)) == set(
        ChangeRequest.State.values
    )


def test_some_are_on_record_twice(demo: Loaded) -> None:
    same = Person.objects.values("birth_on", "joined_on", "sex").annotate(n=Count("pk"))
    assert same.filter(n__gt=1).exists()
