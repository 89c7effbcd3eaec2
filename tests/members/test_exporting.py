"""Lists of members taken along: who may, what stands in them, and what is kept of it."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible
from dangvu.kernel.sealing import find_key, seal
from dangvu.members.actions.exporting import export_members, take_again
from dangvu.members.models import Badge, Export, Particulars, Person, Status, Verdict
from dangvu.members.queries import exporting
from dangvu.members.queries.exporting import ExportKind

pytestmark = pytest.mark.django_db
CITIZEN, CARD = "036080001234", "012345678901"
WHY = "Nộp về Ban Tổ chức"


@pytest.fixture(autouse=True)
def day_of_the_test(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


class Place:
    """A commune with a cell of two members, one with a whole record."""

    def __init__(self):
        self.province = f.unit()
        self.commune = f.unit("Đảng bộ xã Một", self.province)
        self.cell = f.unit("Chi bộ thôn 1", self.commune, code="68022000000001")
        self.beside = f.unit("Đảng bộ xã Hai", self.province)
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.commune)
        self.person = f.person(
            self.cell, "Nguyễn Văn An", card_number=CARD, citizen_key=find_key(CITIZEN), sex="M",
            religion="01", status="CHINH_THUC", joined_on=date(2025, 8, 1),
            official_on=date(2026, 8, 1), birth_on=date(1980, 4, 3),
        )  # fmt: skip
        Particulars.objects.create(
            person=self.person, unit_path=self.cell.path, citizen_sealed=seal(CITIZEN),
            home_country="Việt Nam", home_province="Lâm Đồng", home_detail="=HYPERLINK(1)",
            identity_old="001234567", card_on=date(2026, 1, 2), dossier_types=[1, 3],
        )  # fmt: skip
        self.other = f.person(self.cell, "Lê Thị Bưởi")
        f.person(self.beside, "Trần Văn Xa")

    def export(self, kind, actor=None, reason=WHY):
        with entered(actor or self.officer):
            made = export_members(actor or self.officer, self.commune, kind, reason)
        f.own()
        return made


@pytest.fixture
def place():
    return Place()


def rows_of(made, first=1):
    page = openpyxl.load_workbook(BytesIO(made.content)).worksheets[0]
    return [[c.value for c in row] for row in page.iter_rows(min_row=first)]


# ------------------------------------------------------------------ what stands in them


def test_the_national_layout_keeps_every_zero(place):
    Verdict.objects.create(
        person=place.person, unit_path=place.cell.path, result="Sai", detail="Số thẻ sai",
        came_on=date(2026, 5, 1),
    )  # fmt: skip
    made = place.export(ExportKind.NATIONAL)
    assert made.count == 2
    rows = rows_of(made)
    assert len(rows[0]) == 31
    assert [rows[0][14], rows[1][14:17]] == [
        "Nơi đăng ký khai sinh", ["Quốc gia *", "Tỉnh, thành phố *", "Địa chỉ chi tiết *"],
    ]  # fmt: skip
    an = next(row for row in rows[2:] if row[2] == "Nguyễn Văn An")
    assert an[4] == "Nam"
    assert (an[5].date(), an[6], an[7]) == (date(1980, 4, 3), "Kinh", "Phật giáo")
    assert (an[8], an[9]) == (CITIZEN, CARD)
    assert an[13] == "Chi bộ thôn 1, Đảng bộ xã Một"
    assert an[17:20] == ["Việt Nam", "Lâm Đồng", "=HYPERLINK(1)"]
    assert an[25:27] == ["001234567", "Chính thức"]
    assert an[29:31] == ["Sai", "Số thẻ sai"]
    page = openpyxl.load_workbook(BytesIO(made.content))
    hidden = [s.title for s in page.worksheets if s.sheet_state == "hidden"]
    assert {"QUOCGIA", "TINH", "DANTOC", "TONGIAO"} <= set(hidden)
    assert "Đồng chí" in page["Thông tin xuất"]["A1"].value


def test_the_day_of_exemption_stands_in_its_column(place):
    since = date(2025, 9, 1)
    exempt = f.person(
        place.cell, "Võ Văn Già", status=Status.EXEMPT, joined_on=since, official_on=since
    )
    rows = rows_of(place.export(ExportKind.NATIONAL), 3)
    old = next(row for row in rows if row[2] == exempt.full_name)
    assert (old[26], old[27].date()) == ("Miễn sinh hoạt", since)


def test_the_book_of_members_has_fourteen_columns_and_who_left(place):
    Badge.objects.create(
        person=place.person, unit_path=place.cell.path, years=30, awarded_on=f.FOUNDED,
        number="123", recorded_at=f.NOW,
    )  # fmt: skip
    Person.objects.filter(pk=place.other.pk).update(status=Status.LEFT)
    rows = rows_of(place.export(ExportKind.REGISTER))
    numbered = rows.index(list(range(1, 15)))
    an = next(row for row in rows[numbered:] if "Nguyễn Văn An" in str(row[1]))
    assert an[1] == "Nguyễn Văn An\n03/04/1980"
    assert an[2] == "Nam\nKinh\nPhật giáo"
    assert an[6] == "01/08/2025\n01/08/2026"
    assert an[7] == f"{CARD}\n30 năm, số 123"
    assert any("Lê Thị Bưởi" in str(row[1]) for row in rows)


def test_the_sheet_of_cards_leaves_room_for_a_signature(place):
    rows = rows_of(place.export(ExportKind.CARDS, reason=""))
    an = next(row for row in rows if row[1] == "Nguyễn Văn An")
    assert (an[8], an[10].date(), an[12]) == (CARD, date(2026, 1, 2), None)
    assert "Ký nhận" in [v for row in rows for v in row]


def test_folders_of_dossiers_are_named_or_it_is_told_why_not(place):
    rows = rows_of(place.export(ExportKind.DOSSIERS))
    an = [row for row in rows if row[1] == "Nguyễn Văn An"]
    assert an[0][3] == f"68.022.000.000.001/{CITIZEN}_NguyenVanAn"
    assert an[0][4:7] == [1, "01.Ly lich cua nguoi xin vao Dang.pdf", "có"]
    without = next(row for row in rows if row[1] == "Lê Thị Bưởi")
    assert "12 chữ số" in without[7]


def test_separated_text_comes_without_and_with_what_is_hidden(place):
    plain = place.export(ExportKind.CSV, reason="").content.decode("utf-8-sig")
    full = place.export(ExportKind.CSV_FULL).content.decode("utf-8-sig")
    assert CARD in plain
    assert CITIZEN not in plain
    assert "Phật giáo" not in plain
    assert CITIZEN in full
    assert "Phật giáo" in full
    assert '"\'=HYPERLINK(1)"' in plain
    assert "người xuất" in plain.splitlines()[-3]


# ------------------------------------------------------------------ who may, and what is kept


def test_what_is_hidden_needs_the_right_to_reveal_and_a_reason(place):
    secretary = f.actor(Role.CELL_SECRETARY, place.commune)
    with pytest.raises(Refused):
        place.export(ExportKind.NATIONAL, secretary)
    assert place.export(ExportKind.CARDS, secretary, "").count == 2
    with pytest.raises(Impossible) as refusal:
        place.export(ExportKind.NATIONAL, reason=" ")
    assert refusal.value.field == "reason"
    for role in (Role.PROPAGANDA_OFFICER, Role.AUDITOR):
        with pytest.raises(Refused):
            place.export(ExportKind.CSV, f.actor(role, place.commune))


def test_nobody_beyond_the_branch_stands_in_a_file(place):
    text = place.export(ExportKind.CSV, reason="").content.decode("utf-8-sig")
    assert "Trần Văn Xa" not in text
    stranger = f.actor(Role.COMMUNE_OFFICER, place.beside)
    with pytest.raises(Refused):
        place.export(ExportKind.CSV, stranger)


def test_an_export_is_noted_with_its_count_and_no_name(place):
    place.export(ExportKind.NATIONAL)
    event = Event.objects.get(action="export_members")
    assert (event.kind, event.reason, event.unit_path) == ("export", WHY, place.commune.path)
    assert event.data["count"] == 2


def test_a_file_is_taken_again_for_a_week_by_the_same_account(place, monkeypatch):
    made = place.export(ExportKind.CSV, reason="")
    colleague = f.actor(Role.COMMUNE_OFFICER, place.commune)
    with entered(place.officer):
        assert bytes(take_again(place.officer, made.pk).content) == bytes(made.content)
        assert [e.pk for e in exporting.exports(place.officer, f.NOW)] == [made.pk]
    with entered(colleague), pytest.raises(Http404):
        take_again(colleague, made.pk)
    later = f.NOW + timedelta(days=7)
    monkeypatch.setattr(clock, "now", lambda: later)
    with entered(place.officer), pytest.raises(Http404):
        take_again(place.officer, made.pk)
    place.export(ExportKind.CARDS, reason="")
    assert list(Export.objects.values_list("kind", flat=True)) == ["cards"]
    assert Event.objects.filter(action="take_export_again").count() == 1


def test_an_empty_branch_gives_no_file(place):
    Person.objects.filter(unit=place.cell).update(status=Status.GONE)
    with pytest.raises(Impossible) as refusal:
        place.export(ExportKind.CSV, reason="")
    assert refusal.value.code == "nobody"


@pytest.mark.parametrize("kind", ExportKind)
def test_the_number_of_statements_does_not_grow_with_the_list(place, kind):
    counts = []
    for _ in range(2):
        with entered(place.officer), CaptureQueriesContext(connection) as asked:
            export_members(place.officer, place.commune, kind, WHY)
        counts.append(len(asked))
        for _ in range(3):
            f.person(place.cell, status="CHINH_THUC", official_on=date(2026, 4, 1))
    assert counts[0] == counts[1]
