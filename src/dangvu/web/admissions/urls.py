"""Addresses of admissions."""

from django.urls import path

from dangvu.web.admissions import recording, views

urlpatterns = [
    path("ket-nap/", views.listing, name="admission_list"),
    path("ket-nap/moi/", recording.new, name="admission_new"),
    path("ket-nap/<int:admission_id>/", views.one, name="admission"),
    path("ket-nap/<int:admission_id>/sua/", recording.correct, name="admission_correct"),
    path("ket-nap/<int:admission_id>/huy/", recording.void, name="admission_void"),
]
