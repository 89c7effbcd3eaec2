"""Letters drawn from a sheet: they say what the sheet says, and greet whom they go to."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.documents.queries import Habit
from dangvu.office.payloads import CauseLine
from dangvu.orgs.queries import Letterhead
from dangvu.rules.months import Month
from dangvu.rules.targets import DEFAULT_POLICY, Class
from dangvu.targets import papers
from dangvu.targets.papers import Office, Wording
from dangvu.targets.papers.offices import class_words, greeting, named_below, noun_for
from dangvu.targets.sheets import Frame, Revision, Sheet, Source, draw_line, draw_total

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
OFFICE = Office(
    superior="TỈNH ỦY THỬ",
    issuer="BAN TỔ CHỨC",
    issuer_name="Ban Tổ chức Tỉnh ủy",
    organ="BTCTU",
    place="Thử",
    addressees="Ban Thường vụ các đảng ủy trực thuộc Tỉnh ủy",
    report_to="Ban Tổ chức Tỉnh ủy",
    authority="K/T TRƯỞNG BAN",
    post="PHÓ TRƯỞNG BAN",
    recipients=(("Như trên", ""), ("Thường trực Tỉnh ủy", "b/c"), ("Lưu Văn phòng Ban", "")),
    signer="Người Ký",
)
WORDING = Wording(OFFICE, "về việc đôn đốc", date(2026, 6, 15))
TODAY = date(2026, 6, 1)


def source(unit_id, months, target=10, kind="DANG_BO_CAP_TREN_TRUC_TIEP", name=None, since=YEAR[0]):
    records = {Month.at(Month.of(since).index + i).first(): n for i, n in enumerate(months) if n}
    name = name or f"Đảng bộ xã Số {unit_id}"
    return Source(
        unit_id, f"T{unit_id}", name, name.removeprefix("Đảng bộ "), f"p.{unit_id}", kind, "",
        (), True, None, target, records=records,
    )  # fmt: skip


def sheet(*sources, period=YEAR, revision=None, policy=DEFAULT_POLICY, **changes):
    month = Month(2026, 5)
    frame = Frame(month, month.last(), period[0], period[1], looks_back=False)
    lines = tuple(draw_line(one, frame, policy, None) for one in sources)
    whole = Source(1, "T", "Đảng bộ tỉnh Thử", "tỉnh Thử", "p", "DANG_BO_TINH", "", (), True, None)
    made = Sheet(
        unit_id=1,
        unit_name="Đảng bộ tỉnh Thử",
        unit_path="p",
        month=month,
        on=month.last(),
        campaign_id=1,
        campaign_name="Chỉ tiêu 2026",
        campaign_total=None,
        decision="11-TB/TU, ngày 05/05/2026 của Ban Thường vụ Tỉnh ủy",
        period_start=period[0],
        period_end=period[1],
        policy=policy,
        lines=lines,
        total=draw_total(whole, lines, frame, policy),
        revision=revision,
    )
    return replace(made, **changes)


def mixed():
    """Two high, one medium, two low of which one at zero, one without a target."""
    return sheet(
        source(2, (1, 1, 1, 1, 1)),
        source(3, (0, 0, 0, 0, 9)),
        source(4, (1, 0, 1, 1, 0)),
        source(5, (1, 0, 0, 0, 0)),
        source(6, (0, 0, 0, 0, 0)),
        source(7, (2, 0, 0, 0, 0), target=None),
    )


def common(shown, chosen=None, causes=(), wording=WORDING):
    chosen = shown.lines if chosen is None else chosen
    return papers.urging_letter(shown, wording, chosen, causes, TODAY).to_dict()


def to_one(shown, line, causes=()):
    return papers.body_letter(shown, WORDING, line, causes, TODAY).to_dict()


# ------------------------------------------------------------------ one letter to all


def test_the_counts_are_those_of_the_sheet():
    counts = common(mixed())["counts"]
    assert {k: counts[k] for k in ("total", "high", "medium", "low", "unclassed", "zero")} == {
        "total": "6", "high": "2", "medium": "1", "low": "2", "unclassed": "1", "zero": "1",
    }  # fmt: skip


def test_who_admitted_nobody_is_named():
    assert common(mixed())["zero_bodies"] == "Đảng bộ xã Số 6"


def test_many_at_zero_are_named_in_the_annex():
    shown = sheet(*(source(i, ()) for i in range(2, 52)))
    named = common(shown)["zero_bodies"].split("; ")
    assert len(named) == 41
    assert named[-1] == "và 10 tổ chức khác (xem phụ lục)"


def test_the_annex_has_every_body_in_the_decisions_order_and_adds_up():
    shown = mixed()
    annex = common(shown, chosen=shown.lines[3:5])["annex"]
    assert [row["name"] for row in annex["rows"]] == [line.unit_name for line in shown.lines]
    assert [row["order"] for row in annex["rows"]] == ["1", "2", "3", "4", "5", "6"]
    assert annex["months"] == ["1", "2", "3", "4", "5"]
    sums = [sum(int(row["months"][i]) for row in annex["rows"]) for i in range(5)]
    assert [int(n) for n in annex["total"]["months"]] == sums
    assert annex["total"]["cumulative"] == str(sum(sums))
    assert annex["rows"][5]["percent"] == annex["rows"][5]["pace"] == "–"


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 60), st.lists(st.integers(0, 6), min_size=5, max_size=5)
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_letter_never_contradicts_its_sheet(rows):
    shown = sheet(*(source(i, months, target) for i, (target, months) in enumerate(rows, 2)))
    letter = common(shown)
    in_annex = [row["class_name"] for row in letter["annex"]["rows"]]
    low = in_annex.count("Thấp") + in_annex.count("Chưa kết nạp")
    assert letter["counts"]["low"] == str(low)
    assert letter["counts"]["zero"] == str(in_annex.count("Chưa kết nạp"))
    for row, line in zip(letter["annex"]["rows"], shown.lines, strict=True):
        if line.pace is None:
            continue
        printed = Decimal(row["pace"].replace(".", "").replace(",", "."))
        for edge in (shown.policy.medium_from, shown.policy.high_from):
            assert (printed < edge) == (line.pace < edge)


def test_a_pace_just_under_a_threshold_is_not_rounded_onto_it():
    shown = sheet(source(2, (35, 0, 0, 0, 0), target=85))
    (row,) = common(shown)["annex"]["rows"]
    assert row["class_name"] == "Trung bình"
    assert row["pace"] == "0,995"


def test_the_paper_that_gave_the_targets_is_cited_in_full():
    assert common(mixed())["bases"] == (
        "Thông báo số 11-TB/TU, ngày 05/5/2026 của Ban Thường vụ Tỉnh ủy về giao chỉ tiêu kết nạp "
        "đảng viên"
    )
    odd = replace(mixed(), decision="công văn miệng, ngày 05/05/2026 của Tỉnh ủy")
    assert common(odd)["bases"].startswith("văn bản số công văn miệng")
    assert common(replace(mixed(), decision=""))["has_bases"] is False


def test_it_says_whether_the_figures_are_closed():
    shown = mixed()
    assert "số liệu chưa chốt" in common(shown)["annex"]["basis"]
    at = datetime(2026, 6, 3, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    closed = replace(shown, revision=Revision(2, at, "Đồng chí Chốt", "", (), 9))
    assert "đã chốt lần 2 ngày 03/06/2026" in common(closed)["annex"]["basis"]


def test_a_draft_has_no_number_and_no_day():
    head = common(mixed())["letterhead"]
    assert head["draft"] is True
    assert head["number_line"].replace("\u00a0", "") == "Số -CV/BTCTU"
    assert "ngày 01" not in head["place_and_date"]


# ------------------------------------------------------------------ whom it greets


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ((0, 1, 2, 3, 4, 5), "Ban Thường vụ các đảng ủy trực thuộc Tỉnh ủy"),
        ((3,), "Ban Thường vụ Đảng ủy xã Số 5"),
        ((3, 4), "Ban Thường vụ Đảng ủy xã Số 5; Ban Thường vụ Đảng ủy xã Số 6"),
        (
            (0, 1, 3, 4),
            "Ban Thường vụ các đảng ủy trực thuộc Tỉnh ủy (nhóm xếp loại cao và thấp)",
        ),
        (
            (0, 2, 3, 4),
            "Ban Thường vụ các đảng ủy trực thuộc Tỉnh ủy (có tên ở phần ghi chú của Phụ lục)",
        ),
    ],
)
def test_it_greets_whom_it_goes_to(places, words):
    shown = mixed()
    chosen = [shown.lines[i] for i in places]
    assert greeting(OFFICE, shown.lines, chosen) == words
    notes = common(shown, chosen)["annex"]["notes"]
    named = [note for note in notes if note.startswith("Công văn gửi")]
    assert bool(named) == ("ghi chú" in words)
    if named:
        assert all(line.unit_name in named[0] for line in chosen)


def test_all_at_zero_are_a_group_of_their_own():
    shown = sheet(*(source(i, (0,)) for i in range(2, 8)), source(8, (1, 0, 0, 0, 0)))
    assert class_words(shown.lines, shown.lines[:6]) == "nhóm chưa kết nạp được đảng viên"
    assert named_below(shown.lines, shown.lines[:6]) == ""
    assert class_words(shown.lines[:6], shown.lines[:6]) == "nhóm xếp loại thấp"


def test_the_drafter_may_greet_otherwise():
    other = replace(WORDING, addressees="Các đồng chí bí thư")
    assert common(mixed(), wording=other)["addressees"] == "Các đồng chí bí thư"


def test_cells_are_called_cells():
    cells = [source(i, (1,), kind="CHI_BO_TRUC_THUOC", name=f"Chi bộ {i}") for i in (2, 3)]
    shown = sheet(*cells)
    letter = common(shown)
    assert (letter["noun"], letter["has_cells"]) == ("chi bộ", False)
    assert to_one(shown, shown.lines[0])["addressee"] == "Chi bộ 2"
    both = sheet(*cells, source(4, (1,), kind="DANG_BO_CO_SO"))
    assert noun_for(both.lines) == "tổ chức đảng"
    assert to_one(both, both.lines[2])["addressee"] == "Đảng ủy xã Số 4"


# ------------------------------------------------------------------ a letter to one


def test_a_letter_to_one_body_gives_its_figures_and_their_arithmetic():
    shown = mixed()
    letter = to_one(shown, shown.lines[3])
    assert [m["count"] for m in letter["months"]] == ["1", "0", "0", "0", "0"]
    assert (letter["target"], letter["cumulative"], letter["class_name"]) == ("10", "1", "thấp")
    assert letter["explanation"] == (
        "đạt 10,0\u00a0% so với 41,4\u00a0% thời gian đã qua, nhịp độ 0,24, dưới mức 0,70"
    )
    assert (letter["remaining"], letter["per_month"]) == ("9", "1,3")
    assert letter["lagging"] is True


def test_responsibility_is_asked_only_where_it_is_due():
    shown = mixed()
    asked = [to_one(shown, line)["accountability"] for line in shown.lines]
    assert asked == [line.accountability for line in shown.lines]
    assert asked == [False, False, False, True, True, False]


def test_causes_go_into_the_letter_of_their_body():
    shown = mixed()
    cause = CauseLine("Thiếu nguồn: thôn 3", "Rà lại", "Bí thư", date(2026, 7, 1))
    letter = to_one(shown, shown.lines[3], [cause])
    assert letter["has_causes"]
    assert letter["causes"][0]["cause"] == "Thiếu nguồn: thôn 3"
    assert to_one(shown, shown.lines[0])["has_causes"] is False


def test_who_does_well_is_not_asked_for_causes():
    shown = mixed()
    letter = to_one(shown, shown.lines[0])
    assert (letter["doing_well"], letter["lagging"], letter["is_classed"]) == (True, False, True)
    assert to_one(shown, shown.lines[5])["is_classed"] is False


def test_nobody_admitted_is_said_once_and_is_no_change_of_class():
    shown = mixed()
    line = replace(shown.lines[4], previous="low")
    letter = to_one(shown, line)
    assert letter["class_name"] == "thấp (chưa kết nạp)"
    assert letter["class_changed"] is False
    assert to_one(shown, replace(line, previous="medium"))["previous_class"] == "trung bình"


def test_a_term_of_years_is_not_called_a_year():
    shown = sheet(
        source(2, (1,) * 20, target=60, since=date(2024, 10, 1)),
        period=(date(2024, 10, 1), date(2029, 9, 30)),
    )
    letter = to_one(shown, shown.lines[0])
    assert letter["period"] == "kỳ từ 01/10/2024 đến 30/9/2029"
    assert [m["order"] for m in letter["months"]] == [
        "6", "7", "8", "9", "10", "11", "12", "1", "2", "3", "4", "5",
    ]  # fmt: skip
    assert letter["per_month"] == "1"
    assert common(shown)["annex"]["months"][:3] == ["6", "7", "8"]


# ------------------------------------------------------------------ praise


def test_the_list_for_praise_takes_no_number_and_names_its_condition():
    shown = mixed()
    made = papers.praise_list(shown, WORDING, shown.lines[:2], TODAY).to_dict()
    assert made["letterhead"]["has_number"] is False
    assert made["policy"] == "xếp loại cao, nhịp độ từ 1,00."
    assert [row["name"] for row in made["rows"]] == ["Đảng bộ xã Số 2", "Đảng bộ xã Số 3"]
    assert made["recipients"][0]["line"] == "- Thường trực Tỉnh ủy (b/c),"
    assert [row["merit"] for row in made["rows"]] == [
        "5 tháng liền có kết nạp", "Tháng 5 kết nạp 9 đồng chí",
    ]  # fmt: skip
    done = sheet(source(2, (10, 0, 0, 0, 0)), source(3, (5, 0, 0, 0, 0)))
    lines = (done.lines[0], replace(done.lines[1], previous="medium"))
    made = papers.praise_list(done, WORDING, lines, TODAY).to_dict()
    merits = [row["merit"] for row in made["rows"]]
    assert merits == ["Hoàn thành chỉ tiêu", "Tháng trước xếp loại trung bình"]


# ------------------------------------------------------------------ habits


class Place:
    def __init__(self, type, name, short_name, committee):
        self.type, self.name = type, name
        self.short_name, self.committee = short_name, committee


def test_a_provinces_letters_come_from_its_ban_to_chuc():
    unit = Place("DANG_BO_TINH", "Đảng bộ tỉnh Thử", "tỉnh Thử", "Tỉnh ủy Thử")
    office = papers.office_of(unit, Letterhead("TỈNH ỦY THỬ", "BAN TỔ CHỨC"))
    assert (office.organ, office.place, office.authority) == ("BTCTU", "Thử", "K/T TRƯỞNG BAN")
    assert office.recipients[0] == ("Như trên", "")
    assert office.recipients[-1][0].startswith("Lưu")


def test_a_committees_letters_are_signed_for_it():
    unit = Place(
        "DANG_BO_CAP_TREN_TRUC_TIEP", "Đảng bộ xã Đạ Huoai 2", "xã Đạ Huoai 2",
        "Đảng ủy xã Đạ Huoai 2",
    )  # fmt: skip
    office = papers.office_of(unit, Letterhead("ĐẢNG BỘ TỈNH THỬ", "ĐẢNG ỦY XÃ ĐẠ HUOAI 2"))
    assert (office.organ, office.place) == ("ĐU", "Đạ Huoai 2")
    assert office.authority == "T/M BAN THƯỜNG VỤ"


def test_an_office_goes_on_as_it_signed_last():
    habit = Habit("Đà Lạt", "", "TRƯỞNG BAN", "Người Mới", (("Lưu Văn thư", ""),))
    office = papers.accustomed(OFFICE, habit)
    assert (office.place, office.authority, office.post) == ("Đà Lạt", "", "TRƯỞNG BAN")
    assert (office.signer, office.recipients) == ("Người Mới", (("Lưu Văn thư", ""),))
    assert papers.accustomed(OFFICE, None) is OFFICE


def test_the_world_of_this_file_is_what_it_says():
    shown = mixed()
    assert [line.cls for line in shown.lines] == [
        Class.HIGH, Class.HIGH, Class.MEDIUM, Class.LOW, Class.LOW, Class.NONE,
    ]  # fmt: skip
