"""Addresses of the month and of targets."""

from django.urls import path, register_converter

from dangvu.rules.months import Month
from dangvu.web.targets import bodies, closing, months


class MonthConverter:
    """``2026-05`` in an address is a ``Month`` in a view."""

    regex = r"\d{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        return value.iso if isinstance(value, Month) else value


register_converter(MonthConverter, "month")

SHEET = "thang/<month:month>/<int:unit_id>/"

urlpatterns = [
    path("thang/", months.latest, name="month_latest"),
    path("thang/<month:month>/", months.own, name="month"),
    path(SHEET, months.sheet, name="month_of"),
    path(SHEET + "danh-sach/", months.records, name="month_records"),
    path(SHEET + "excel/", months.workbook, name="month_workbook"),
    path(SHEET + "phu-luc/", months.annex, name="month_annex"),
    path(SHEET + "bieu-duong/", months.praise, name="month_praise"),
    path(SHEET + "chot/", closing.close, name="month_close"),
    path(SHEET + "ban-chot/", closing.revisions, name="month_revisions"),
    path(SHEET + "dang-bo/<int:body_id>/", bodies.body, name="month_body"),
    path(SHEET + "dang-bo/<int:body_id>/nguyen-nhan/", bodies.add_cause, name="cause_add"),
    path(SHEET + "dang-bo/<int:body_id>/kiem-diem/", bodies.add_review, name="review_add"),
    path("nguyen-nhan/<int:finding_id>/", bodies.follow_up, name="cause_follow_up"),
]
