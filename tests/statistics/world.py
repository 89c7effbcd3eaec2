"""A province with two wards and their cells, and members of whom everything is known."""

from datetime import date

from django.db import connection
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.members.actions.history import begin
from dangvu.members.models import Event, Stay
from dangvu.rules.membership import EventKind
from dangvu.rules.statistics import Period
from dangvu.statistics import queries, tables

SPRING = Period(date(2026, 1, 1), date(2026, 5, 31))


class World:
    """Ward One has five members: three officials taken over in 2025, one admitted in March, one
    who left; a guest lives there too. Ward Two has one."""

    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province)
        self.other = f.unit("Đảng bộ phường Hai", self.province)
        self.cell = f.unit("Chi bộ Tổ dân phố 1", self.ward)
        self.far = f.unit("Chi bộ Tổ dân phố 9", self.other)
        old = {"status": "CHINH_THUC", "joined_on": date(2010, 3, 1)}
        kho = {"ethnic_group": "12", "religion": "08"}
        self.people = [
            f.person(self.cell, "Lê Văn An", birth_on=date(1970, 1, 1), sex="M", **old),
            f.person(self.cell, "Lê Thị Bình", birth_on=date(1985, 1, 1), **old, **kho),
            f.person(self.cell, "Lê Văn Cường", birth_on=date(1960, 6, 2), sex="M", theory="CN",
                     **old),
            f.person(self.cell, "Lê Thị Dung", joined_on=date(2026, 3, 10), status="DU_BI"),
        ]  # fmt: skip
        f.person(self.far, "Phạm Văn Xa", **old)
        self.specialist = f.actor(Role.PROVINCE_SPECIALIST, self.province)
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.ward)
        self.clerk = f.actor(Role.CLERK, self.province)

    def guest(self) -> None:
        f.own()
        Stay.objects.create(
            unit=self.cell, unit_path=self.cell.path, full_name="Khách", sort_key="khach",
            home_name="Chi bộ nơi khác", valid_from=date(2026, 2, 1),
        )  # fmt: skip

    def gone(self, to, on: date = date(2026, 4, 1)):
        """A member who went from ward One to another cell."""
        f.own()
        made = f.person(to, "Lê Văn Đi", status="DA_CHUYEN_DI", joined_on=date(2010, 3, 1))
        made.status = "CHINH_THUC"
        made.save()
        plain = {"person": made, "unit_path": to.path, "recorded_at": f.NOW, "recorded_by": "x"}
        begin(
            [
                Event(kind=EventKind.TAKEN_OVER, unit=self.cell, official=True,
                      effective_on=f.FOUNDED, **plain),
                Event(kind=EventKind.MOVED, unit=to, effective_on=on, **plain),
            ]
        )  # fmt: skip
        return made

    def table(self, actor, unit, number, period=SPRING, revision=None):
        f.own()
        with entered(actor):
            of = queries.branch(actor, unit.pk)
            return tables.table(actor, of, number, period, revision)

    def behind(self, actor, unit, number, line, column, period=SPRING):
        """Names behind a cell, under the actor's row security."""
        f.own()
        with entered(actor):
            of = queries.branch(actor, unit.pk)
            form = queries.form(number)
            rows = tables.behind(actor, of, form, period, form.line(line), form.column(column))
            return [row.person.full_name for row in rows]


def statements(ask) -> int:
    """How many statements a call takes."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        ask()
    return len(caught)
