"""Addresses of the register: the tree, a unit, its officers, its members, reorganisation."""

from django.urls import path, register_converter

from dangvu.orgs.plans import ChangeKind
from dangvu.web.registry import (
    badges,
    dues,
    facts,
    finding,
    officers,
    people,
    quality_urls,
    record,
    reorganising,
    views,
    work_urls,
)


class ChangeConverter:
    """A kind of change in an address, in Vietnamese."""

    words = {
        "thanh-lap": ChangeKind.FOUND,
        "chuyen": ChangeKind.MOVE,
        "sap-nhap": ChangeKind.MERGE,
        "chia-tach": ChangeKind.SPLIT,
        "doi-ten": ChangeKind.RENAME,
        "ket-thuc": ChangeKind.DISSOLVE,
    }
    regex = "|".join(words)

    def to_python(self, value: str) -> ChangeKind:
        return self.words[value]

    def to_url(self, value: str) -> str:
        return next(word for word, kind in self.words.items() if kind == value)


register_converter(ChangeConverter, "change")

UNIT = "to-chuc/<int:unit_id>/"
MEMBER = "dang-vien/<int:person_id>/"

urlpatterns = [
    path("to-chuc/", views.tree, name="unit_tree"),
    path("to-chuc/tim/", views.hits, name="unit_search"),
    path("to-chuc/nhanh/<int:unit_id>/", views.branch, name="unit_branch"),
    path(UNIT, views.unit, name="unit"),
    path(UNIT + "sua/", facts.edit, name="unit_edit"),
    path(UNIT + "cap-uy/", officers.add, name="officer_add"),
    path(UNIT + "cap-uy/<int:post_id>/thoi/", officers.end, name="officer_end"),
    path(UNIT + "sap-xep/", reorganising.choose, name="unit_changes"),
    path(UNIT + "sap-xep/<change:kind>/", reorganising.change, name="unit_change"),
    path("dang-vien/", finding.listing, name="member_list"),
    path("dang-vien/tim/", finding.hits, name="member_hits"),
    path("dang-vien/bo-loc/", finding.keep, name="member_filter_keep"),
    path("dang-vien/bo-loc/<int:filter_id>/bo/", finding.forget, name="member_filter_drop"),
    path("dang-vien/toi/", people.own, name="member_own"),
    path("dang-vien/huy-hieu/", badges.due, name="badges"),
    path("dang-vien/huy-hieu/excel/", badges.workbook, name="badges_workbook"),
    path("dang-vien/dang-phi/", dues.year, name="dues"),
    path(MEMBER, record.one, name="member"),
    path(MEMBER + "xem-muc-che/", record.unmask, name="member_reveal"),
    path(MEMBER + "sua/<str:section>/", record.edit, name="member_edit"),
    path(MEMBER + "bien-dong/", record.happened, name="member_event"),
    path(MEMBER + "bien-dong/<int:event_id>/", record.correct, name="member_event_correct"),
    path(MEMBER + "ky-luat/", record.discipline, name="member_discipline"),
    *work_urls.urlpatterns,
    *quality_urls.urlpatterns,
]
