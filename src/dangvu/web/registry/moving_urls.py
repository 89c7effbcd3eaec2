"""Addresses of transfers, moves by one decision, and requests to change a record."""

from django.urls import path

from dangvu.web.registry import guests, moving, requests, transfers

UNIT = "to-chuc/<int:unit_id>/"
MEMBER = "dang-vien/<int:person_id>/"

urlpatterns = [
    path("chuyen-sinh-hoat/", transfers.listing, name="transfer_list"),
    path("chuyen-sinh-hoat/<int:transfer_id>/", transfers.one, name="transfer"),
    path("chuyen-sinh-hoat/<int:transfer_id>/buoc/", transfers.step, name="transfer_step"),
    path("chuyen-sinh-hoat/<int:transfer_id>/giay/", transfers.letter, name="transfer_letter"),
    path("chuyen-sinh-hoat/<int:transfer_id>/giay/cap-lai/", transfers.anew, name="letter_anew"),
    path("chuyen-sinh-hoat/<int:transfer_id>/tro-lai/", transfers.back, name="transfer_back"),
    path(MEMBER + "chuyen/", transfers.new, name="transfer_new"),
    path(UNIT + "chuyen-dang-vien/", moving.move, name="members_move"),
    path(UNIT + "tiep-nhan/", moving.coming, name="transfer_in"),
    path(UNIT + "sinh-hoat-tam-thoi/", guests.listing, name="guest_list"),
    path(UNIT + "sinh-hoat-tam-thoi/tiep-nhan/", guests.coming, name="guest_in"),
    path("sinh-hoat-tam-thoi/<int:stay_id>/roi-di/", guests.leaving, name="guest_leave"),
    path("de-nghi-sua/", requests.listing, name="request_list"),
    path("de-nghi-sua/<int:request_id>/", requests.one, name="request"),
    path("de-nghi-sua/<int:request_id>/quyet-dinh/", requests.decide, name="request_decide"),
    path("de-nghi-sua/<int:request_id>/rut/", requests.withdraw, name="request_withdraw"),
    path(MEMBER + "de-nghi-sua/", requests.new, name="request_new"),
]
