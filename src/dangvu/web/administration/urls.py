"""Signing in, the own account, and what the administrator and the auditor look after."""

from django.urls import path

from dangvu.web.administration import (
    account_views,
    audit_views,
    matrix_views,
    own_views,
    sign_in_views,
)

urlpatterns = [
    path("dang-nhap/", sign_in_views.sign_in, name="sign_in"),
    path("dang-nhap/ma-xac-nhan/", sign_in_views.sign_in_code, name="sign_in_code"),
    path("dang-xuat/", sign_in_views.sign_out, name="sign_out"),
    path("tai-khoan/", own_views.my_account, name="my_account"),
    path("tai-khoan/vai-tro/", own_views.switch_capacity, name="switch_capacity"),
    path("tai-khoan/co-chu/", own_views.text_size, name="text_size"),
    path("tai-khoan/thu/", own_views.my_mail, name="my_mail"),
    path("tai-khoan/mat-khau/", own_views.my_password, name="my_password"),
    path("tai-khoan/phien/", own_views.my_sessions_end, name="my_sessions_end"),
    path("tai-khoan/lop-xac-nhan/", own_views.second_factor, name="second_factor"),
    path("tai-khoan/lop-xac-nhan/lap/", own_views.second_factor_set, name="second_factor_set"),
    path("quan-tri/tai-khoan/", account_views.accounts, name="accounts"),
    path("quan-tri/tai-khoan/moi/", account_views.account_new, name="account_new"),
    path("quan-tri/tai-khoan/<int:account_id>/", account_views.account, name="account"),
    path(
        "quan-tri/tai-khoan/<int:account_id>/vai-tro-moi/",
        account_views.account_grant,
        name="account_grant",
    ),
    path(
        "quan-tri/tai-khoan/<int:account_id>/<slug:what>/",
        account_views.account_act,
        name="account_act",
    ),
    path("quan-tri/vai-tro/", matrix_views.role_rules, name="role_rules"),
    path("quan-tri/ai-thay-gi/", matrix_views.access_matrix, name="access_matrix"),
    path("quan-tri/vi-sao/", matrix_views.access_why, name="access_why"),
    path("quan-tri/nhat-ky/", audit_views.audit, name="audit"),
    path("quan-tri/nhat-ky/xuat/", audit_views.audit_export, name="audit_export"),
]
