import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.office.duty_papers import assessment, duty_body, duty_urging, summary
from tests.office.papers import HEAD, annex, body_letter, introduction, praise, urging

from dangvu.office.payloads import Counts, Recipient, UrgingAnnexRow


def names_in(value: object, prefix: str = "") -> set[str]:
    """Each place in a payload by its name, as a model would call it."""
    if isinstance(value, Mapping):
        return {n for k, v in value.items() for n in names_in(v, f"{prefix}.{k}" if prefix else k)}
    if isinstance(value, list):
        return {n for item in value for n in names_in(item, f"{prefix}[]")}
    return {prefix}


@pytest.mark.parametrize(
    "payload",
    [
        urging(),
        body_letter(),
        praise(),
        introduction(),
        duty_urging(),
        duty_body(),
        assessment(),
        summary(),
    ],
    ids=[
        "urging",
        "body",
        "praise",
        "introduction",
        "duties",
        "body_duties",
        "assessment",
        "summary",
    ],
)
class TestEveryPayload:
    def test_slots_are_exactly_what_it_holds(self, payload: Any) -> None:
        assert names_in(payload.to_dict()) == set(payload.SLOTS)
        assert set(payload.SLOTS) >= payload.REQUIRED
        assert all(payload.SLOTS.values())

    def test_it_can_be_kept_as_json_and_gives_the_same(self, payload: Any) -> None:
        words = payload.to_dict()
        assert json.loads(json.dumps(words, ensure_ascii=False)) == words

    def test_it_holds_only_text_flags_and_lists(self, payload: Any) -> None:
        def check(value: object) -> None:
            if isinstance(value, Mapping):
                for inner in value.values():
                    check(inner)
            elif isinstance(value, list):
                for inner in value:
                    check(inner)
            else:
                assert isinstance(value, str | bool)

        check(payload.to_dict())


class TestHead:
    def test_a_draft_has_a_blank_number_and_day(self) -> None:
        words = HEAD.to_dict()
        assert words["draft"] is True
        assert words["draft_mark"] == "DỰ THẢO"
        assert words["number_line"].replace("\u00a0", "") == "Số -CV/BTCTU"
        assert words["place_and_date"].replace("\u00a0", "") == "Lâm Đồng, ngàytháng6năm2026"
        assert replace(HEAD, draft_round=2).to_dict()["draft_mark"] == "DỰ THẢO LẦN 2"

    def test_an_issued_paper_is_numbered_and_dated_as_r13_says(self) -> None:
        words = replace(HEAD, number=7, issued_on=date(2026, 2, 5)).to_dict()
        assert words["draft"] is False
        assert words["number_line"] == "Số 07-CV/BTCTU"
        dated = words["place_and_date"]
        assert dated.replace("\u00a0", " ") == "Lâm Đồng, ngày 05 tháng 02 năm 2026"
        assert dated.split(" ") == [
            "Lâm",
            "Đồng,",
            "ngày\u00a005\u00a0tháng\u00a002\u00a0năm\u00a02026",
        ]
        assert words["reference"] == "07-CV/BTCTU, ngày 05/02/2026"
        issued = replace(HEAD, number=112, issued_on=date(2026, 6, 21)).to_dict()
        assert issued["number_line"] == "Số 112-CV/BTCTU"
        assert issued["reference"] == "112-CV/BTCTU, ngày 21/6/2026"

    def test_a_number_and_a_day_come_together(self) -> None:
        with pytest.raises(ValueError):
            replace(HEAD, number=7)
        with pytest.raises(ValueError):
            replace(HEAD, issued_on=date(2026, 6, 5))

    def test_recipients_end_in_commas_and_a_full_stop(self) -> None:
        recipients = (
            Recipient("Như trên"),
            Recipient("Thường trực Tỉnh ủy", "b/c"),
            Recipient("Lưu Văn phòng"),
        )
        lines = [r["line"] for r in urging(recipients=recipients).to_dict()["recipients"]]
        assert lines == ["- Như trên,", "- Thường trực Tỉnh ủy (b/c),", "- Lưu Văn phòng."]


class TestFigures:
    def test_annex_cells(self) -> None:
        row = UrgingAnnexRow(
            1, "xã A", None, (0, 1234), 1234, None, None, "Không xếp loại", 0
        ).to_dict()
        assert row["target"] == row["percent"] == row["pace"] == row["zero_months"] == "–"
        assert row["months"] == ["0", "1.234"]
        row = UrgingAnnexRow(1, "xã A", 40, (0,), 0, Decimal(0), 0.0, "Thấp", 5).to_dict()
        assert (row["percent"], row["pace"], row["zero_months"]) == ("0,0", "0,00", "5")

    def test_all_rows_of_an_annex_have_the_same_months(self) -> None:
        with pytest.raises(ValueError):
            replace(annex(3, 5), total=annex(3, 4).total)
        with pytest.raises(ValueError):
            annex(1, 13)

    def test_counts_and_shares(self) -> None:
        words = Counts(25, 22, 81, 0, 7).to_dict()
        assert (words["total"], words["low_percent"], words["has_zero"]) == (
            "128",
            "63,3\u00a0%",
            True,
        )
        assert Counts(0, 0, 0).to_dict()["low_percent"] == "0,0\u00a0%"

    def test_projection_is_compared_with_the_target(self) -> None:
        assert urging().to_dict()["projection_gap"] == "thiếu 1.599 đồng chí so với chỉ tiêu"
        assert urging(projected=5000).to_dict()["projection_gap"] == "đủ chỉ tiêu được giao"
        assert urging(projected=None).to_dict()["has_projection"] is False

    @pytest.mark.parametrize(
        ("target", "as_of", "remaining", "per_month", "months_left"),
        [
            (31, date(2026, 5, 31), "27", "3,9", True),
            (32, date(2026, 5, 31), "28", "4", True),
            (31, date(2026, 12, 31), "27", "–", False),
            (4, date(2026, 5, 31), "0", "0", True),
            (None, date(2026, 5, 31), "0", "0", True),
        ],
    )
    def test_what_is_left_is_spread_over_the_months_left(
        self, target: int | None, as_of: date, remaining: str, per_month: str, months_left: bool
    ) -> None:
        words = body_letter(target=target, as_of=as_of).to_dict()
        assert words["remaining"] == remaining
        assert words["per_month"] == per_month
        assert words["has_months_left"] is months_left

    def test_bases_are_joined_as_a_sentence(self) -> None:
        assert urging(bases=()).to_dict()["bases"] == ""
        assert urging(bases=("A",)).to_dict()["bases"] == "A"
        assert urging(bases=("A", "B", "C")).to_dict()["bases"] == "A; B và C"


class TestDuties:
    def test_bodies_and_those_urged_before_are_counted_once(self) -> None:
        words = duty_urging().to_dict()
        assert (words["bodies"], words["duties"], words["longest"]) == ("2", "2", "7")
        assert (words["again"], words["has_again"]) == ("1", True)
        assert [row["late_days"] for row in words["rows"]] == ["7", "–"]
        assert words["rows"][1]["due"] == "–"

    def test_of_many_names_the_first_are_told_and_how_many_more(self) -> None:
        words = assessment().to_dict()
        assert words["late_count"] == "50"
        assert words["late"].endswith("; và 10 nơi nữa")
        assert words["has_silent"] is False
        assert words["duties"][0]["share"] == "75,8\u00a0%"
        assert words["difficulties"][0]["text"] == "Thiếu cán bộ"

    def test_nothing_given_has_no_share(self) -> None:
        none = replace(assessment().duties[0], given=0, done=0)
        assert assessment(duties=(none,)).to_dict()["duties"][0]["share"] == "–"


class TestSummary:
    def test_counts_come_of_the_names_and_the_rest_is_counted(self) -> None:
        words = summary().to_dict()
        assert (words["answered"], words["bodies"], words["missing_count"]) == ("2", "59", "57")
        assert words["missing"].endswith("và 17 nơi nữa")

    def test_a_duty_done_once_has_no_period(self) -> None:
        assert not summary(period="").to_dict()["has_period"]
