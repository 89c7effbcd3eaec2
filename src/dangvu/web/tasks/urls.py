"""Addresses of members' tasks, their summaries, and criteria."""

from django.urls import path

from dangvu.web.tasks import figures, giving, indicators, judging, lists, periods

urlpatterns = [
    path("viec-dang-vien/", lists.listing, name="task_list"),
    path("viec-dang-vien/giao/", giving.new, name="task_new"),
    path("viec-dang-vien/cach-tinh/", figures.figures, name="kpi_figures"),
    path("viec-dang-vien/cach-tinh/<str:figure>/", figures.choose, name="kpi_figure"),
    path("viec-dang-vien/ky/", periods.summary, name="kpi"),
    path("viec-dang-vien/ky/tai-ve/", periods.workbook, name="kpi_file"),
    path("viec-dang-vien/ky/dang-vien/<int:person_id>/", periods.member, name="kpi_member"),
    path("viec-dang-vien/<int:task_id>/", lists.one, name="task"),
    path("viec-dang-vien/<int:task_id>/sua/", giving.edit, name="task_edit"),
    path("viec-dang-vien/<int:task_id>/thoi-giao/", giving.drop, name="task_drop"),
    path("viec-dang-vien/<int:task_id>/ket-qua/", judging.result, name="task_result"),
    path("viec-dang-vien/<int:task_id>/da-xem/", judging.seen, name="task_seen"),
    path("viec-dang-vien/<int:task_id>/danh-gia/", judging.judge, name="task_judge"),
    path("nhiem-vu/tieu-chi/", indicators.listing, name="indicators"),
    path("nhiem-vu/tieu-chi/moi/", indicators.new, name="indicator_new"),
    path("nhiem-vu/tieu-chi/<int:indicator_id>/", indicators.one, name="indicator"),
    path("nhiem-vu/tieu-chi/<int:indicator_id>/sua/", indicators.edit, name="indicator_edit"),
    path("nhiem-vu/tieu-chi/<int:indicator_id>/thoi/", indicators.end, name="indicator_end"),
    path("nhiem-vu/tieu-chi/<int:indicator_id>/ky/", indicators.period, name="indicator_period"),
]
