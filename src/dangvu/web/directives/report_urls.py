"""Addresses of making papers known, of reports and more time, of the answers of many."""

from django.urls import path

from dangvu.web.directives import dissemination, extensions, reports, rollup, sessions

KNOWN = "nhiem-vu/<int:directive_id>/quan-triet/"
REPORTS = "nhiem-vu/bao-cao/"
ROLLUP = "nhiem-vu/tong-hop/<int:duty_id>/"

urlpatterns = [
    path(KNOWN, dissemination.coverage, name="dissemination"),
    path(f"{KNOWN}<int:unit_id>/da-nhan/", dissemination.receive, name="directive_receive"),
    path(f"{KNOWN}<int:unit_id>/ghi/", sessions.new, name="session_new"),
    path(f"{KNOWN}<int:unit_id>/tu-doc/", sessions.read_alone, name="acknowledge_for"),
    path("nhiem-vu/quan-triet/<int:session_id>/bo/", sessions.take_back, name="session_drop"),
    path("nhiem-vu/<int:directive_id>/da-doc/", dissemination.mine, name="acknowledge"),
    path(REPORTS, reports.listing, name="report_list"),
    path("nhiem-vu/viec/<int:assignment_id>/bao-cao/", reports.begin, name="report_new"),
    path(f"{REPORTS}<int:report_id>/", reports.one, name="report"),
    path(f"{REPORTS}<int:report_id>/quyet-dinh/", reports.decide, name="report_decide"),
    path("nhiem-vu/viec/<int:assignment_id>/gia-han/", extensions.ask, name="extension_ask"),
    path("nhiem-vu/gia-han/<int:extension_id>/", extensions.decide, name="extension_decide"),
    path(ROLLUP, rollup.answers, name="duty_rollup"),
    path(f"{ROLLUP}tep/", rollup.workbook, name="duty_rollup_file"),
    path(f"{ROLLUP}bao-cao/", rollup.draft, name="duty_rollup_draft"),
]
