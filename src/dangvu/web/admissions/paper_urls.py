"""Addresses of the papers of a case."""

from django.urls import path

from dangvu.web.admissions import papers

urlpatterns = [
    path("ho-so/<int:case_id>/giay-to/", papers.papers, name="case_papers"),
    path("ho-so/<int:case_id>/giay-to/ghi/", papers.note, name="case_paper_note"),
    path("ho-so/<int:case_id>/giay-to/bo/<slug:which>/", papers.set_file, name="case_papers_set"),
    path("ho-so/<int:case_id>/giay-to/mau/<slug:form>/", papers.paper_file, name="case_paper_file"),
    path("ho-so/<int:case_id>/giay-to/<int:held_id>/tep/", papers.scan, name="case_paper_scan"),
    path("ho-so/<int:case_id>/giay-to/<int:held_id>/bo/", papers.drop, name="case_paper_drop"),
]
