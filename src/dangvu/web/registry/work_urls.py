"""Addresses of the work on records: duplicates, exports, dossiers, verdicts, quality."""

from django.urls import path

from dangvu.web.registry import duplicates, exports, merging, verdicts

UNIT = "to-chuc/<int:unit_id>/"

urlpatterns = [
    path(UNIT + "ho-so-trung/", duplicates.listing, name="duplicate_list"),
    path(UNIT + "ho-so-trung/tim/", duplicates.search, name="duplicate_search"),
    path("dang-vien/trung/<int:pair_id>/", duplicates.one, name="duplicate"),
    path("dang-vien/trung/<int:pair_id>/gop/", merging.preview, name="duplicate_merge"),
    path(UNIT + "xuat-dang-vien/", exports.files, name="member_exports"),
    path("dang-vien/tep-da-xuat/<int:export_id>/", exports.file, name="member_export"),
    path(UNIT + "ho-so-so-hoa/", exports.dossiers, name="dossier_check"),
    path(UNIT + "loi-tra-ve/", verdicts.listing, name="verdict_list"),
    path(UNIT + "loi-tra-ve/doi-chieu/", verdicts.settle, name="verdict_settle"),
    path(UNIT + "loi-tra-ve/excel/", verdicts.workbook, name="verdict_workbook"),
    path("dang-vien/loi-tra-ve/<int:verdict_id>/da-sua/", verdicts.mend, name="verdict_mend"),
]
