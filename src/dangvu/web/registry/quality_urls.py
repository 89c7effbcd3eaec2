"""Addresses of the quality of data."""

from django.urls import path

from dangvu.web.registry import quality

QUALITY = "dang-vien/chat-luong/"

urlpatterns = [
    path(QUALITY, quality.overview, name="quality"),
    path(QUALITY + "ho-so/", quality.records, name="quality_records"),
    path(QUALITY + "ghi-moc/", quality.mark, name="quality_mark"),
    path(QUALITY + "excel/", quality.workbook, name="quality_workbook"),
]
