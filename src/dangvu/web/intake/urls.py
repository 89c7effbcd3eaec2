"""Addresses of bringing tables in."""

from django.urls import path

from dangvu.web.intake import batches, columns, starting, units

ONE = "nhap/lan/<int:batch_id>/"

urlpatterns = [
    path(ONE, batches.batch, name="import_batch"),
    path(ONE + "chon/", batches.choose, name="import_choose"),
    path(ONE + "thong-tin/", batches.amend, name="import_amend"),
    path(ONE + "ghi/", batches.commit, name="import_commit"),
    path(ONE + "bo/", batches.drop, name="import_drop"),
    path(ONE + "hoan-tac/", batches.undo, name="import_undo"),
    path(ONE + "tien-do/", batches.progress, name="import_progress"),
    path(ONE + "don-vi/", units.units, name="import_units"),
    path(ONE + "cot/", columns.columns, name="import_columns"),
    path(ONE + "tep-loi/", batches.returned, name="import_returned"),
    path("nhap/<slug:kind>/<int:unit_id>/", starting.start, name="import_start"),
    path("nhap/<slug:kind>/<int:unit_id>/mau/", starting.model, name="import_model"),
]
