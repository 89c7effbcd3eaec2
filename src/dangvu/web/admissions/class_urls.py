"""Addresses of political classes."""

from django.urls import path

from dangvu.web.admissions import classes

urlpatterns = [
    path("lop/", classes.listing, name="case_classes"),
    path("lop/moi/", classes.new, name="class_new"),
    path("lop/chung-nhan/", classes.certificates, name="class_certificates"),
    path("lop/da-hoc/", classes.counts, name="class_counts"),
    path("lop/<int:class_id>/", classes.one, name="class"),
    path("lop/<int:class_id>/sua/", classes.edit, name="class_edit"),
    path("lop/<int:class_id>/huy/", classes.cancel, name="class_cancel"),
    path("lop/<int:class_id>/hoc-vien/<int:unit_id>/", classes.seat, name="class_seat"),
    path("lop/<int:class_id>/bo/", classes.unseat, name="class_unseat"),
    path("lop/<int:class_id>/buoi/<int:number>/", classes.session, name="class_session"),
    path("lop/<int:class_id>/chung-nhan/", classes.certify, name="class_certify"),
    path("lop/<int:class_id>/in/", classes.printed, name="class_print"),
]
