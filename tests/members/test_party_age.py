"""Members by age in the Party: whatever their histories, the list is what the rule says (R3.3)."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import factories

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions.history import Decided, draw, record_event, standing
from dangvu.members.models import Person, Status
from dangvu.members.queries import finding
from dangvu.members.queries.ages import PartyYears
from dangvu.members.queries.finding import Sought, find
from dangvu.rules.badges import party_age
from dangvu.rules.membership import EventKind as E

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)
_INSIDE = (E.EXPELLED, E.STRUCK_OFF, E.WITHDREW, E.DIED, E.RECOGNISED, E.WENT_OUT, E.VOIDED)
_AFTER = {
    Status.LEFT: (E.RESTORED, E.READMITTED, E.RESTORED, E.VOIDED),
    Status.GONE: (E.CAME_IN, E.VOIDED),
    Status.MISTAKEN: (E.ADMITTED, E.TAKEN_OVER),
    Status.DIED: (E.VOIDED,),
}
#: The day of joining; which of what may follow, days later, whether it is taken back (5).
lives = st.lists(
    st.tuples(
        st.dates(date(2000, 1, 1), date(2004, 3, 31)),
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1600), st.integers(0, 5)), max_size=5),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


def live(officer, cell, number, joined_on, steps) -> None:
    person = factories.person(cell, f"Lê Văn {number}", joined_on=joined_on)
    on = joined_on
    for which, days, undone in steps:
        on += timedelta(days=days)
        kinds = _AFTER.get(Status(Person.objects.get(pk=person.pk).status), _INSIDE)
        kind = kinds[which % len(kinds)]
        try:
            with transaction.atomic(), entered(officer):
                made = record_event(officer, person.pk, Decided(kind, on, unit_id=cell.pk))
                if undone == 5:
                    record_event(
                        officer, person.pk, Decided(kind, on, unit_id=cell.pk),
                        corrects=made.pk, annuls=True,
                    )  # fmt: skip
        except Impossible:
            pass
        factories.own()


def years_by_the_rule(person: Person, on: date) -> int:
    """From the spells themselves: what is out of the Party is a spell of who left or died."""
    spells = draw(standing([person.pk])[person.pk])
    out = [(s.since, s.until) for s in spells if s.status in (Status.LEFT, Status.DIED)]
    assert person.joined_on is not None
    return party_age(person.joined_on, out, on).years


@pytest.mark.parametrize("size", ["whole", "walked", "by name"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(lives, st.integers(0, 800))
def test_the_list_is_what_the_rule_says(monkeypatch, size, lives, later):
    """At and beside the years each of them has: nobody too many, nobody missing."""
    monkeypatch.setattr(finding, "SMALL", 4000 if size == "whole" else -1)
    with transaction.atomic():
        cell = factories.unit("Chi bộ 1", factories.unit(), type="CHI_BO")
        officer = factories.actor(Role.COMMUNE_OFFICER, cell)
        for number, (joined_on, steps) in enumerate(lives):
            live(officer, cell, number, joined_on, steps)
        on = TODAY + timedelta(days=later)
        there = [s.value for s in Status if s is not Status.MISTAKEN]
        people = Person.objects.filter(status__in=there)
        years = {p.full_name: years_by_the_rule(p, on) for p in people}
        text = "le van" if size == "by name" else ""
        edges = {n + shift for n in years.values() for shift in (0, 1)}
        for least, most in [*((n, None) for n in edges), *((None, n - 1) for n in edges if n)]:
            sought = Sought(text, codes={"status": there}, party=PartyYears(least, most, on))
            with entered(officer):
                found = {p.full_name for p in find(officer, sought).lines}
            assert found == {
                name
                for name, n in years.items()
                if (least is None or n >= least) and (most is None or n <= most)
            }
        transaction.set_rollback(True)


@pytest.mark.parametrize("number", [1, 3])
def test_the_same_statements_for_any_number(django_assert_num_queries, number):
    cell = factories.unit("Chi bộ 1", factories.unit(), type="CHI_BO")
    officer = factories.actor(Role.COMMUNE_OFFICER, cell)
    for n in range(number):
        live(officer, cell, n, date(2001, 1, 1), [(0, 900, 0), (0, 900, 0)])
    sought = Sought("le van", party=PartyYears(10, None, TODAY))
    with entered(officer), django_assert_num_queries(5):
        assert len(find(officer, sought).lines) == number
