"""Addresses of obstacles and recommendations."""

from django.urls import path

from dangvu.web.petitions import counting, days, deeds, lists, raising

urlpatterns = [
    path("kien-nghi/", lists.listing, name="petition_list"),
    path("kien-nghi/moi/", raising.new, name="petition_new"),
    path("kien-nghi/so-lieu/", counting.figures, name="petition_counts"),
    path("kien-nghi/so-lieu/tep/", counting.workbook, name="petition_counts_file"),
    path("kien-nghi/han/", days.days, name="petition_days"),
    path("kien-nghi/<int:petition_id>/", lists.one, name="petition"),
    path("kien-nghi/<int:petition_id>/phieu/", lists.slip, name="petition_slip"),
    path("kien-nghi/<int:petition_id>/nhan/", deeds.take, name="petition_take"),
    path("kien-nghi/<int:petition_id>/tra-loi/", deeds.answer, name="petition_answer"),
    path("kien-nghi/<int:petition_id>/chuyen/", deeds.pass_up, name="petition_pass"),
    path("kien-nghi/<int:petition_id>/chuyen-lai/", deeds.send_back, name="petition_send_back"),
    path("kien-nghi/<int:petition_id>/gop/", deeds.join, name="petition_join"),
    path("kien-nghi/<int:petition_id>/rut/", deeds.withdraw, name="petition_withdraw"),
]
