"""Addresses of cases: lists, one of them, its steps, the calendar, the figures of the law."""

from django.urls import path

from dangvu.web.admissions import (
    board,
    case_moving,
    case_pages,
    case_steps,
    rules_pages,
)

urlpatterns = [
    path("ho-so/", board.board, name="case_board"),
    path("ho-so/nguon/", board.listing, name="case_list"),
    path("ho-so/danh-sach-do/", board.red_list, name="case_red"),
    path("ho-so/lich/", board.month, name="case_calendar"),
    path("ho-so/nhieu-nguoi/", case_steps.many, name="case_bulk"),
    path("ho-so/moi/", case_pages.new, name="case_new"),
    path("ho-so/<int:case_id>/", case_pages.one, name="case"),
    path("ho-so/<int:case_id>/sua/", case_pages.edit, name="case_edit"),
    path("ho-so/<int:case_id>/xoa/", case_pages.remove, name="case_remove"),
    path("ho-so/<int:case_id>/giup-do/", case_pages.helpers, name="case_helpers"),
    path("ho-so/<int:case_id>/buoc/<str:step>/", case_steps.step, name="case_step"),
    path("ho-so/<int:case_id>/bo-ghi/<int:step_id>/", case_steps.undo, name="case_take_back"),
    path("ho-so/<int:case_id>/chuyen/", case_moving.send, name="case_move"),
    path("ho-so/<int:case_id>/nhan-lai/", case_moving.recall, name="case_call_back"),
    path("ho-so/tiep-nhan/<int:move_id>/", case_moving.take, name="case_move_in"),
    path("quy-dinh/", rules_pages.rules, name="rules_page"),
    path("quy-dinh/lich-lam-viec/", rules_pages.days, name="calendar_days"),
    path("quy-dinh/<str:name>/", rules_pages.choose, name="rule_choice"),
]
