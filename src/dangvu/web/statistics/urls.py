"""Addresses of statistics."""

from django.urls import path

from dangvu.web.statistics import (
    defining,
    forms_pages,
    names,
    overview,
    pivots,
    reconciling,
    revising,
    waiting,
)

UNIT = "thong-ke/<int:unit_id>/"
FORM = UNIT + "bieu/<int:number>/"

urlpatterns = [
    path("thong-ke/", overview.latest, name="stats_latest"),
    path(UNIT, overview.overview, name="stats"),
    path(FORM, forms_pages.form, name="stats_form"),
    path(FORM + "danh-sach/", names.behind, name="stats_names"),
    path(FORM + "excel/", forms_pages.workbook, name="stats_workbook"),
    path(FORM + "word/", forms_pages.document, name="stats_document"),
    path(FORM + "chot/", revising.freeze, name="stats_freeze"),
    path(FORM + "ban-chot/", revising.revisions, name="stats_revisions"),
    path(FORM + "sua/", defining.revise, name="stats_revise"),
    path(UNIT + "bang-cheo/", pivots.pivot, name="stats_pivot"),
    path(UNIT + "bang-cheo/excel/", pivots.workbook, name="stats_pivot_workbook"),
    path(UNIT + "bang-cheo/danh-sach/", names.behind_pivot, name="stats_pivot_names"),
    path(UNIT + "tinh/", waiting.ask, name="stats_reckon"),
    path(UNIT + "doi-chieu/", reconciling.quarter, name="stats_quarter"),
]
