"""A province with two wards, grassroots bodies and cells, and a directive in its register."""

from datetime import date

from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.documents.catalogue import identity_key
from dangvu.documents.models import Paper, PaperText
from dangvu.tasks.actions import adopting, reading
from dangvu.tasks.models import Assignment, Directive
from dangvu.tasks.proposal import Proposed, to_dict

DAY = date(2026, 5, 12)
TODAY = date(2026, 6, 1)
TEXT = """TỈNH ỦY LÂM ĐỒNG\t\tĐẢNG CỘNG SẢN VIỆT NAM
Số 17-CT/TU\t\tĐà Lạt, ngày 12 tháng 5 năm 2026

CHỈ THỊ
về nâng cao chất lượng sinh hoạt chi bộ

Ban Thường vụ Tỉnh ủy yêu cầu:

1. Các cấp ủy trực thuộc xây dựng kế hoạch thực hiện, hoàn thành trước ngày 30/6/2026.

2. Các tổ chức cơ sở đảng báo cáo kết quả hằng quý về Tỉnh ủy (qua Ban Tổ chức Tỉnh ủy).

3. Ban Tổ chức Tỉnh ủy theo dõi, đôn đốc việc thực hiện Chỉ thị này.

Chỉ thị này phổ biến đến chi bộ.
"""


def paper(unit, number="17-CT/TU", text=TEXT, on=DAY, **more) -> Paper:
    f.own()
    made = Paper.objects.create(
        **{
            "unit": unit, "unit_path": unit.path, "type": "CT", "organ": "TU", "kind": "own",
            "title": "Về nâng cao chất lượng sinh hoạt chi bộ", "state": "received",
            "number_symbol": number, "dated_on": on, "issuer": "Tỉnh ủy Lâm Đồng",
            "identity": identity_key(number, on, "Tỉnh ủy Lâm Đồng"), "document_type": "directive",
            "received_on": on, "arrival_year": on.year,
            "arrival_number": Paper.objects.count() + 9001,
            "content": b"", "sha256": "", "drafted_at": f.NOW, "drafted_by": "test", **more,
        }
    )  # fmt: skip
    PaperText.objects.create(paper=made, text=text, way="txt", key="")
    return made


def plan_duty(**more) -> Proposed:
    return Proposed(
        **{
            "key": "d1", "no": "1", "heading": "Xây dựng kế hoạch thực hiện",
            "what": "Xây dựng kế hoạch thực hiện Chỉ thị", "product": "report",
            "audience": "bodies", "due_on": date(2026, 5, 29), **more,
        }
    )  # fmt: skip


class World:
    def __init__(self) -> None:
        self.province = f.unit()
        self.one = f.unit("Đảng bộ phường Một", self.province)
        self.two = f.unit("Đảng bộ phường Hai", self.province)
        self.body = f.unit("Đảng bộ cơ sở Khu phố 3", self.one)
        self.cell = f.unit("Chi bộ Tổ dân phố 12", self.body)
        self.other_cell = f.unit("Chi bộ Tổ dân phố 13", self.body)
        self.specialist = f.actor(Role.PROVINCE_SPECIALIST, self.province)
        self.clerk = f.actor(Role.CLERK, self.province)
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.one)
        self.stranger = f.actor(Role.COMMUNE_OFFICER, self.two)
        self.secretary = f.actor(Role.CELL_SECRETARY, self.cell)
        self.member = f.actor(Role.MEMBER, self.cell)
        self.paper = paper(self.province)

    def opened(self, actor=None) -> Directive:
        with entered(actor or self.specialist):
            return reading.open_directive(actor or self.specialist, self.paper.pk)

    def proposed(self, *duties: Proposed, audience_text: str = "") -> Directive:
        """A directive being read, with those duties and no others."""
        made = self.opened()
        f.own()
        made.proposed = [to_dict(one) for one in duties]
        made.audience_text = audience_text
        made.save()
        return made

    def given(self, *duties: Proposed, audience_text: str = "") -> Directive:
        made = self.proposed(*(duties or (plan_duty(),)), audience_text=audience_text)
        with entered(self.specialist):
            done = adopting.confirm(self.specialist, made.pk, made.edition)
        f.own()
        return done

    def of(self, unit, position=1, organ="") -> Assignment:
        f.own()
        return Assignment.objects.select_related("duty", "directive").get(
            unit=unit, duty__position=position, organ=organ
        )
