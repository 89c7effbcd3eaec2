"""A cell with members and tasks."""

from datetime import date
from types import SimpleNamespace

from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.tasks.models import Indicator, IndicatorValue, MemberTask


def built() -> SimpleNamespace:
    """A ward with a cell of two members, in which one has a task that is overdue."""
    province = f.unit()
    ward = f.unit("Đảng bộ phường Một", province)
    cell = f.unit("Chi bộ Tổ 12", ward, type="CHI_BO")
    one, two = f.person(cell, "Lê Văn Một"), f.person(cell, "Lê Thị Hai")
    criterion = Indicator.objects.create(
        unit=cell, unit_path=cell.path, name="Tỷ lệ hộ nghèo", measure="%", more_is_better=False,
        recorded_at=f.NOW, recorded_by="x",
    )  # fmt: skip
    IndicatorValue.objects.create(
        indicator=criterion, unit_path=cell.path, starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1), target=2, result=4, recorded_at=f.NOW, recorded_by="x",
    )  # fmt: skip
    made = SimpleNamespace(
        province=province, ward=ward, cell=cell, one=one, two=two, criterion=criterion,
        secretary=f.account(Role.CELL_SECRETARY, cell),
        member=f.account(Role.MEMBER, cell, person_id=one.pk),
    )  # fmt: skip
    made.task = task(made, one)
    return made


def task(house: SimpleNamespace, person, **more) -> MemberTask:
    f.own()
    return MemberTask.objects.create(
        **{
            "unit": house.cell, "unit_path": house.cell.path, "person": person,
            "what": "Vận động 10 hộ", "product": "Danh sách hộ", "quantity": 10,
            "quantity_unit": "hộ", "given_on": date(2026, 5, 4), "due_on": date(2026, 5, 20),
            "recorded_at": f.NOW, "recorded_by": "x", **more,
        }
    )  # fmt: skip
