"""The movement of members: D = A + B - C for any history, and the quick way equal to the slow."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories as f
from tests.rules.test_membership import histories

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.members.actions.history import begin
from dangvu.members.models import Event, Person, Spell
from dangvu.orgs.models import Placement, label
from dangvu.rules.membership import MEMBERS, EventKind, spells
from dangvu.rules.statistics import Period, Side, Split
from dangvu.statistics import queries

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)
LONG_AGO = date(2019, 1, 1)


class Tree:
    """A province with two wards; three cells, two of them in the first ward.

    With ``cut`` the third cell came from the second ward to the first on that day.
    """

    def __init__(self, cut: date | None = None) -> None:
        self.province = f.unit(since=LONG_AGO)
        self.ward = f.unit("Đảng bộ phường Một", self.province, since=LONG_AGO)
        self.other = f.unit("Đảng bộ phường Hai", self.province, since=LONG_AGO)
        self.cells = {
            "A": f.unit("Chi bộ 1", self.ward, since=LONG_AGO),
            "B": f.unit("Chi bộ 2", self.ward, since=LONG_AGO),
            "C": f.unit("Chi bộ 3", self.other, since=LONG_AGO),
        }
        if cut:
            self._bring_over(self.cells["C"], cut)
        self.specialist = f.actor(Role.PROVINCE_SPECIALIST, self.province)

    def _bring_over(self, cell, cut: date) -> None:
        Placement.objects.filter(unit=cell).update(valid_until=cut)
        Placement.objects.create(unit=cell, parent=self.ward, valid_from=cut)
        cell.parent, cell.path = self.ward, f"{self.ward.path}.{label(cell.pk)}"
        cell.save()

    def write(self, events) -> None:
        """A person with that history, written as the register writes it."""
        last = spells(events)
        place = self.cells[str(last[-1].place if last else events[-1].place or "A")]
        f.own()
        made = Person.objects.create(
            unit=place, unit_path=place.path, full_name="Nguyễn Văn Thử", search_key="x",
            sort_key="x", sex="M", birth_on=date(1980, 1, 1), ethnic_group="01", recorded_at=f.NOW,
            status=last[-1].status if last else "GHI_NHAM",
        )  # fmt: skip
        begin(
            [
                Event(
                    person=made, unit_path=place.path, kind=e.kind, effective_on=e.on,
                    unit=self.cells[str(e.place)] if e.place else None, official=e.official,
                    status=e.status or "", recorded_at=f.NOW, recorded_by="test",
                )
                for e in events
            ]
        )  # fmt: skip


def by_hand(unit, on: date) -> Split:
    """Members on a day, counted one by one."""
    f.own()
    rows = [
        s for s in Spell.objects.filter(status__in=MEMBERS)
        if label(unit.pk) in s.unit_path.split(".")
        and s.valid_from <= on and (s.valid_until is None or s.valid_until > on)
    ]  # fmt: skip
    return Split(len(rows), sum(s.official for s in rows))


def moved(tree: Tree, unit, period: Period):
    f.own()
    with entered(tree.specialist):
        return queries.movement(queries.branch(tree.specialist, unit.pk), period)


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    st.lists(histories(), min_size=1, max_size=4),
    st.integers(0, 2500),
    st.integers(0, 1500),
    st.none() | st.integers(0, 2500),
)
def test_the_movement_adds_up_for_any_history(people, start, length, cut) -> None:
    """Quick, from counters and what happened since, and slow, one by one; names as many."""
    tree = Tree(None if cut is None else START + timedelta(days=cut))
    for events in people:
        tree.write(events)
    first = START + timedelta(days=start)
    period = Period(first, first + timedelta(days=length))
    for unit in (tree.province, tree.ward, tree.other, *tree.cells.values()):
        found = moved(tree, unit, period)
        assert found.holds
        assert found.start == by_hand(unit, period.before)
        assert found.end == by_hand(unit, period.last)
        for side, figure in ((Side.CAME, found.all_came), (Side.WENT, found.all_went)):
            named = queries.moved(
                tree.specialist, queries.branch(tree.specialist, unit.pk), period, side, ""
            )
            assert named.count() == figure.total
        each = {unit.pk: unit.path}
        with entered(tree.specialist):
            assert queries.members_of_each(list(each.items()), period.last) == {
                unit.pk: found.end.total
            }


def test_each_line_opens_the_names_it_counts() -> None:
    tree = Tree()
    day = date(2021, 3, 1)
    for kind in EventKind:
        events = _ending_in(kind, day)
        if events:
            tree.write(events)
    period = Period(day, day)
    of = queries.branch(tree.specialist, tree.ward.pk)
    found = moved(tree, tree.ward, period)
    for side, lines in ((Side.CAME, found.came), (Side.WENT, found.went)):
        for part, figure in lines.items():
            assert queries.moved(tree.specialist, of, period, side, part).count() == figure.total
    assert set(found.came) >= {"admitted", "taken_over"}
    assert set(found.went) >= {"died", "expelled", "transferred_out", "struck_off", "withdrew"}


def _ending_in(kind: EventKind, on: date):
    from dangvu.rules.membership import ENTERING, PLACING, Happening, HistoryRefused

    place = "C" if kind is EventKind.MOVED else ("A" if kind in PLACING else None)
    last = Happening(kind, on, 2, place)
    before = Happening(EventKind.ADMITTED, date(2020, 5, 1), 1, "A")
    for events in ([before, last], [last]):
        if kind in ENTERING and len(events) == 2:
            continue
        try:
            spells(events)
        except HistoryRefused:
            continue
        return events
    return None
