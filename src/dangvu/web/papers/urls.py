"""Addresses of the register of papers, of Word models and of terms."""

from django.urls import path

from dangvu.web.papers import arriving, issuing, layouts, models, register, terms

urlpatterns = [
    path("van-ban/", register.paper_list, name="paper_list"),
    path("van-ban/moi/", arriving.paper_new, name="paper_new"),
    path("van-ban/<int:paper_id>/", register.paper, name="paper"),
    path("van-ban/<int:paper_id>/tep/", register.paper_file, name="paper_file"),
    path("van-ban/<int:paper_id>/dong/", arriving.paper_line, name="paper_line"),
    path("van-ban/<int:paper_id>/tep/them/", arriving.paper_version_new, name="paper_version_new"),
    path("van-ban/<int:paper_id>/tep/<int:version>/", arriving.paper_version, name="paper_version"),
    path("van-ban/<int:paper_id>/the-thuc/", layouts.paper_layout, name="paper_layout"),
    path("van-ban/<int:paper_id>/da-nhan/", arriving.paper_received, name="paper_received"),
    path("van-ban/<int:paper_id>/phat-hanh/", issuing.paper_issue, name="paper_issue"),
    path("van-ban/<int:paper_id>/bo/", issuing.paper_drop, name="paper_drop"),
    path("van-ban/tap/<uuid:key>/", register.bundle, name="paper_bundle"),
    path("van-ban/tap/<uuid:key>/tep/", register.bundle_file, name="paper_bundle_file"),
    path("van-ban/tap/<uuid:key>/phat-hanh/", issuing.bundle_issue, name="paper_bundle_issue"),
    path("van-ban/tap/<uuid:key>/bo/", issuing.bundle_drop, name="paper_bundle_drop"),
    path("van-ban/nhiem-ky/", terms.terms, name="paper_terms"),
    path("van-ban/nhiem-ky/<int:term_id>/so/", terms.numbers, name="paper_numbers"),
    path("van-ban/mau/", models.models, name="paper_models"),
    path("van-ban/mau/<slug:kind>/", models.model, name="paper_model"),
    path("van-ban/mau/<slug:kind>/tep/", models.model_file, name="paper_model_file"),
    path("van-ban/mau/<slug:kind>/xem-thu/", models.model_trial, name="paper_model_trial"),
    path("van-ban/mau/<slug:kind>/cho-dien/", models.slots, name="paper_model_slots"),
]
