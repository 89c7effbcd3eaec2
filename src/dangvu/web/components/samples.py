"""Invented figures and people for the gallery page. Names of places are real, nothing else is."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms

from dangvu.office.vietnamese import number, percent
from dangvu.rules.targets import (
    DEFAULT_POLICY,
    Facts,
    Month,
    Verdict,
    change,
    classify,
    explain,
    tally,
)
from dangvu.web.components import shapes
from dangvu.web.components.clock import Limit
from dangvu.web.components.duties import DutyLine
from dangvu.web.components.fields import Option, mistake
from dangvu.web.components.marks import Mark
from dangvu.web.components.trend import Year
from dangvu.web.shell.frame import MORE, CapacityChoice, DockItem, Frame, Tab

MONTH = Month(2026, 5)
WITHOUT_TERRITORY = (
    "Các cơ quan Đảng tỉnh",
    "Ủy ban nhân dân tỉnh",
    "Quân sự tỉnh",
    "Công an tỉnh",
)
CAUSES = ("Thiếu nguồn", "", "Nguồn chưa được học lớp", "Hồ sơ chờ thẩm tra lâu", "")

FRAME = Frame(
    organ_above="TỈNH ỦY LÂM ĐỒNG",
    organ="BAN TỔ CHỨC",
    person="Nguyễn Thị Minh Hà",
    capacity="Chuyên viên",
    tabs=(
        Tab("Việc của tôi", "#t0"),
        Tab("Kết nạp theo tháng", "#t1", True),
        Tab("Nguồn và hồ sơ", "#t2"),
        Tab("Đảng viên", "#t3"),
        Tab("Tổ chức đảng", "#t4"),
        Tab("Văn bản", "#t5"),
        Tab("Kiểm tra", "#t6"),
        Tab("Thống kê", "#t7"),
    ),
    dock=(
        DockItem("Việc của tôi", 8, "#d0"),
        DockItem("Tháng 5/2026", None, "#d1", True),
        DockItem("Đôn đốc", 81, "#d2"),
        MORE,
    ),
    demo=True,
    today=date(2026, 6, 1),
    capacities=(
        CapacityChoice(1, "Chuyên viên Ban Tổ chức Tỉnh ủy", True),
        CapacityChoice(2, "Bí thư chi bộ Văn phòng, Đảng bộ các cơ quan Đảng tỉnh"),
    ),
    search_url="#tim",
    search_label="Tìm đơn vị, hồ sơ, văn bản",
    switch_url="#vai",
    sign_out_url="#ra",
    text_size_url="#chu",
)


@dataclass(frozen=True)
class Row:
    """A body of the sample sheet."""

    no: int
    name: str
    commune: str
    target: int
    months: tuple[int, ...]
    verdict: Verdict
    short: str
    moved: str
    cause: str

    @property
    def mark(self) -> Mark:
        note = f"{self.verdict.cumulative}/{self.target}, {percent(self.verdict.percent or 0)}"
        return Mark(self.name, self.verdict.cls, self.verdict.zero, note, "#dong", self.commune)


def sheet() -> list[Row]:
    """A whole month sheet of 128 bodies, classed by the ordinary rule from seeded figures."""
    chance = random.Random(5)
    places = [(name, "") for name in WITHOUT_TERRITORY]
    places += [(shape.name, code) for code, shape in shapes.load().shapes.items()]
    return [_row(no, name, code, chance) for no, (name, code) in enumerate(places, 1)]


def _row(no: int, name: str, code: str, chance: random.Random) -> Row:
    target = chance.randint(17, 62) if code else chance.randint(86, 312)
    share = 0.0 if chance.random() < 0.06 else chance.choice((0.2, 0.35, 0.5, 0.6, 0.85, 1.2))
    months = [0] * MONTH.number
    for _ in range(round(target * share * 0.414)):
        months[chance.randrange(MONTH.number)] += 1
    facts = Facts.of_year(MONTH, target=target, months=tuple(months))
    before = Facts.of_year(MONTH.previous(), target=target, months=tuple(months[:-1]))
    verdict = classify(facts, DEFAULT_POLICY)
    return Row(
        no=no,
        name=name,
        commune=code,
        target=target,
        months=tuple(months),
        verdict=verdict,
        short=explain(facts, DEFAULT_POLICY, verdict).short_vi,
        moved=change(classify(before, DEFAULT_POLICY).cls, verdict.cls).label_vi,
        cause=chance.choice(CAUSES),
    )


def context(address: str) -> dict[str, Any]:
    """Everything the gallery shows; ``address`` is its own, for the links of the pager."""
    rows = sheet()
    counts = tally(row.verdict for row in rows)
    slow = sorted(rows, key=lambda row: row.verdict.pace or 0)
    return {
        "shell": FRAME,
        "policy": DEFAULT_POLICY,
        "month": MONTH,
        "rows": rows[:14],
        "totals": _totals(rows),
        "elapsed": rows[0].verdict.elapsed_percent,
        "counts": counts,
        "before": tally(row.verdict for row in rows[6:] + rows[:6] if row.no % 9),
        "marks": [row.mark for row in rows],
        "duty_marks": [
            replace(
                row.mark,
                cls=("high", "medium", "low")[n % 3],
                zero=n % 3 == 2,
                sign="!",
                told=("xong", "đang làm", "quá hạn")[n % 3],
            )
            for n, row in enumerate(rows)
        ],
        "urls": {key: f"#{key}" for key in ("high", "medium", "low", "zero")},
        "slowest": slow[:8],
        "provincial": rows[:4],
        "streak": sum(row.verdict.zero_months >= DEFAULT_POLICY.zero_months for row in rows),
        "year": Year((1, 3, 3, 4, 4), target=28, projected=21, low=17, high=25),
        "planned_year": Year(
            (61, 124, 203, 251, 384),
            target=1040,
            projected=982,
            plan=(50, 110, 190, 260, 350, 470, 560, 650, 760, 860, 950, 1040),
        ),
        "limits": (
            Limit(
                date(2026, 5, 12),
                date(2026, 8, 4),
                date(2026, 6, 1),
                14,
                60,
                ((date(2026, 6, 23), 50), (date(2026, 7, 17), 80)),
            ),
            Limit(date(2026, 4, 6), date(2026, 5, 20), date(2026, 6, 1), 38, 30),
        ),
        "stages": STAGES,
        "duties": DUTIES,
        "refused": REFUSED,
        "people": ("Nguyễn Thị Minh Hà",),
        "form": bound_form(),
        "fresh": SampleForm(prefix="moi"),
        "next_url": f"{address}?after=Xã+Đạ+Huoai",
        "swatches": SWATCHES,
    }


def _totals(rows: Sequence[Row]) -> dict[str, Any]:
    target = sum(row.target for row in rows)
    months = tuple(map(sum, zip(*(row.months for row in rows), strict=True)))
    facts = Facts.of_year(MONTH, target=target, months=months)
    return {"target": target, "months": months, "verdict": classify(facts, DEFAULT_POLICY)}


@dataclass(frozen=True)
class Refusal:
    """A refusal of the same shape as ``access.scope.Refused``."""

    message_vi: str
    basis: str


REFUSED = Refusal(
    "Đồng chí chưa được chốt tháng 5.",
    "Quy chế làm việc, do tỉnh đặt từ 01/01/2026: "
    "chỉ chuyên viên Ban Tổ chức Tỉnh ủy chốt số toàn tỉnh",
)

STAGES = (
    ("Nguồn được giới thiệu", 21, "", "34 ngày, tỉnh 40"),
    ("Đã học lớp nhận thức", 9, "", "52 ngày, tỉnh 45"),
    ("Đang thẩm tra lý lịch", 8, "jam", "71 ngày, tỉnh 38"),
    ("Chờ quyết định kết nạp", 2, "", "22 ngày, tỉnh 31"),
    ("Đã kết nạp năm 2026", 4, "end", ""),
)

DUTIES = (
    DutyLine(
        title="Báo cáo nguyên nhân, giải pháp kết nạp tháng 4",
        verb="Viết tiếp",
        url="#viet",
        due_on=date(2026, 5, 29),
        due_note="Quá 1 ngày làm việc",
        late=True,
        meta="Gửi Ban Tổ chức Tỉnh ủy. Theo công văn đôn đốc ngày 21/05/2026",
        product="Báo cáo, tệp Word",
        product_note="Điền sẵn 9 trên 12 mục",
        main=True,
    ),
    DutyLine(
        title="Xác nhận số đảng viên mới tháng 5",
        verb="Xác nhận",
        url="#xac-nhan",
        due_on=date(2026, 6, 3),
        due_note="Còn 2 ngày làm việc",
        meta="Gửi Ban Tổ chức Tỉnh ủy. Theo Chỉ thị 07-CT/TU ngày 12/02/2026",
        product="Xác nhận ngay ở đây",
        product_note=f"Hồ sơ {number(7)}, chi bộ báo {number(7)}: khớp",
    ),
)

SWATCHES = (
    ("sw-ink", "Mực", "#1C2329, 15,9:1"),
    ("sw-ground", "Nền", "#F3F5F5"),
    ("sw-red", "Đỏ", "#B11116, 7,1:1, nút chính"),
    ("sw-gold", "Vàng", "#A67C00, 3,8:1, vị trí hiện tại"),
    ("sw-goldt", "Nền giải thích", "#FBF4DF, chữ 7,0:1"),
    ("sw-alarm", "Son", "#8A2B0F, 8,6:1, quá hạn, lỗi"),
    ("sw-link", "Liên kết", "#134E7C, 8,7:1"),
    ("sw-focus", "Vòng chọn", "#0B57A4, 7,2:1"),
    ("fill-cao", "Cao", "#05363D"),
    ("fill-tb", "Trung bình", "#3F8781"),
    ("fill-thap", "Thấp", "#F4DC9E"),
    ("fill-khong", "Chưa kết nạp", "kẻ sọc #8A2B0F"),
)


class SampleForm(forms.Form):
    """A form with every kind of field, whose rules refuse what the sample types."""

    full_name = forms.CharField(label="Họ và tên")
    decided_on = forms.CharField(
        label="Ngày quyết định", help_text="Ngày/tháng/năm, ví dụ 09/06/2026"
    )
    introducer = forms.CharField(
        label="Đảng viên giới thiệu", help_text="Gõ tên, không dấu cũng được"
    )
    source = forms.ChoiceField(
        label="Nguồn", choices=[("", "Chọn một nguồn"), ("dv", "Đoàn viên"), ("cn", "Công nhân")]
    )
    kind = forms.ChoiceField(
        label="Kiểu công văn",
        widget=forms.RadioSelect,
        choices=[
            ("common", Option("Một công văn chung, kèm phụ lục", "Ba con số ở chú thích")),
            ("each", Option("Mỗi đảng bộ một công văn", "Tải về một tệp zip")),
        ],
    )
    groups = forms.MultipleChoiceField(
        label="Gửi đến nhóm",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("low", "Thấp (81)"), ("medium", "Trung bình (22)")],
    )
    workbook = forms.FileField(
        label="Tệp Excel", required=False, help_text="Tệp .xlsx, không quá 20 MB"
    )
    note = forms.CharField(
        label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    confirmed = forms.BooleanField(
        label="Đã đối chiếu với hồ sơ giấy", help_text="Ghi vào nhật ký tên người xác nhận"
    )

    def clean_decided_on(self) -> str:
        raise mistake(
            "Trước ngày chi bộ ra nghị quyết.",
            "Chi bộ ra nghị quyết ngày 14/05/2026, quyết định phải từ ngày đó trở đi.",
            "Xem lại quyết định rồi gõ lại ngày.",
        )

    def clean_introducer(self) -> str:
        raise mistake(
            "Chưa đủ 12 tháng cùng đơn vị.",
            "Đồng chí Nhung về chi bộ ngày 03/11/2025, mới 7 tháng.",
            "Chọn người khác, hoặc chờ đến 03/11/2026.",
        )


def bound_form() -> SampleForm:
    """The sample form as it comes back with errors; what was typed stays."""
    typed = {
        "full_name": "Nguyễn Hoàng Thảo Vy",
        "decided_on": "02/05/2026",
        "introducer": "Lâm Thị Nhung",
        "source": "dv",
        "groups": ["low"],
        "confirmed": "on",
    }
    return SampleForm(typed)
