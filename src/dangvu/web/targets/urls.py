"""Addresses of the month and of targets."""

from django.urls import path, register_converter

from dangvu.rules.months import YEAR, Month
from dangvu.web.targets import (
    ahead,
    bodies,
    campaigns,
    closing,
    counts,
    letters,
    months,
    own,
    plans,
    policy,
    records,
    remedies,
    sources,
)


class MonthConverter:
    """``2026-05`` in an address is a ``Month`` in a view."""

    regex = f"{YEAR}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        return value.iso if isinstance(value, Month) else value


register_converter(MonthConverter, "month")

SHEET = "thang/<month:month>/<int:unit_id>/"
OWN = "thang/<month:month>/don-vi/<int:unit_id>/"
CAMPAIGN = "chi-tieu/<int:campaign_id>/"
TARGET = "chi-tieu/muc/<int:target_id>/"

urlpatterns = [
    path("thang/", months.latest, name="month_latest"),
    path("thang/<month:month>/", months.own, name="month"),
    path(SHEET, months.sheet, name="month_of"),
    path(SHEET + "danh-sach/", records.records, name="month_records"),
    path(SHEET + "excel/", months.workbook, name="month_workbook"),
    path(SHEET + "thu-mo-lop/", ahead.try_classes, name="try_classes"),
    path(SHEET + "phu-luc/", months.annex, name="month_annex"),
    path(SHEET + "bieu-duong/", months.praise, name="month_praise"),
    path(SHEET + "chot/", closing.close, name="month_close"),
    path(SHEET + "ban-chot/", closing.revisions, name="month_revisions"),
    path(SHEET + "dang-bo/<int:body_id>/", bodies.body, name="month_body"),
    path(SHEET + "dang-bo/<int:body_id>/nguyen-nhan/", bodies.add_cause, name="cause_add"),
    path(SHEET + "dang-bo/<int:body_id>/kiem-diem/", bodies.add_review, name="review_add"),
    path(SHEET + "cong-van/", letters.letter_new, name="letter_new"),
    path(SHEET + "bieu-duong/soan/", letters.praise_draft, name="praise_draft"),
    path("nguyen-nhan/<int:finding_id>/", bodies.follow_up, name="cause_follow_up"),
    path("nguyen-nhan/", remedies.remedies, name="remedies"),
    path(OWN, own.month_of_own, name="own_month"),
    path(OWN + "nguyen-nhan/", own.cause, name="own_cause"),
    path(OWN + "kiem-diem/", own.review, name="own_review"),
    path("chi-tieu/", campaigns.campaigns, name="campaigns"),
    path("chi-tieu/moi/", campaigns.new, name="campaign_new"),
    path(CAMPAIGN, campaigns.campaign, name="campaign"),
    path(CAMPAIGN + "sua/", campaigns.edit, name="campaign_edit"),
    path(CAMPAIGN + "bang/", campaigns.grid, name="campaign_grid"),
    path(CAMPAIGN + "giao-xuong/<int:unit_id>/", campaigns.hand_down, name="cascade"),
    path(TARGET, plans.target, name="target"),
    path(TARGET + "dieu-chinh/", plans.adjust, name="target_adjust"),
    path(TARGET + "ke-hoach/", plans.plan, name="target_plan"),
    path(TARGET + "nguon/", plans.groups, name="target_groups"),
    path(TARGET + "cach-dem/", plans.source, name="target_source"),
    path("cach-xep-loai/<int:unit_id>/", policy.policy, name="policy"),
    path("ke-hoach-nguon/<int:unit_id>/", sources.plan, name="source_plan"),
    path("so-dem/", counts.counts, name="counts"),
    path("so-dem/<int:unit_id>/", counts.of_unit, name="counts_of"),
]
