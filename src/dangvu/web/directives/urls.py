"""Addresses of directives: read, given out, followed up, urged, judged; and of a unit's duty."""

from django.urls import path

from dangvu.web.directives import assigned, breaking, follow_up, inspection, letters, reading, views

ONE = "nhiem-vu/<int:directive_id>/"
READ = f"{ONE}doc/"
DUTY = "nhiem-vu/viec/<int:assignment_id>/"

urlpatterns = [
    path("nhiem-vu/", views.listing, name="directive_list"),
    path("nhiem-vu/kiem-tra/", inspection.listing, name="inspection_list"),
    path("nhiem-vu/kiem-tra/<int:wish_id>/", inspection.take, name="inspection_take"),
    path("nhiem-vu/tu-van-ban/<int:paper_id>/", reading.open_from, name="directive_open"),
    path(ONE, views.one, name="directive"),
    path(f"{ONE}van-ban/", views.text, name="directive_text"),
    path(f"{ONE}ket-thuc/", views.end, name="directive_end"),
    path(READ, reading.page, name="directive_reading"),
    path(f"{READ}lam/", reading.deed, name="directive_deed"),
    path(f"{READ}giao/", reading.confirm, name="directive_confirm"),
    path(f"{READ}bo/", reading.abandon, name="directive_drop"),
    path(f"{READ}nhiem-vu/<slug:key>/", reading.duty, name="directive_duty"),
    path(f"{ONE}theo-doi/", follow_up.page, name="follow_up"),
    path(f"{ONE}theo-doi/tep/", follow_up.workbook, name="follow_up_file"),
    path(f"{ONE}don-doc/", letters.urge, name="directive_urge"),
    path(f"{ONE}danh-gia/", letters.assess, name="directive_assess"),
    path(f"{ONE}kiem-tra/", inspection.pick, name="directive_inspection"),
    path(DUTY, assigned.page, name="assignment"),
    path(f"{DUTY}ke-hoach/", assigned.plan, name="assignment_plan"),
    path(f"{DUTY}lam/", assigned.deed, name="assignment_deed"),
    path(f"{DUTY}giao-tiep/", breaking.break_down, name="break_down"),
]
