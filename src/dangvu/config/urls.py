"""Every address of the house."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dangvu.web.home.urls")),
    path("", include("dangvu.web.administration.urls")),
    path("", include("dangvu.web.targets.urls")),
    path("", include("dangvu.web.papers.urls")),
    path("", include("dangvu.web.directives.urls")),
    path("", include("dangvu.web.intake.urls")),
    path("", include("dangvu.web.admissions.urls")),
    path("", include("dangvu.web.admissions.case_urls")),
    path("", include("dangvu.web.admissions.class_urls")),
    path("", include("dangvu.web.admissions.paper_urls")),
    path("", include("dangvu.web.registry.urls")),
    path("", include("dangvu.web.registry.moving_urls")),
    path("", include("dangvu.web.petitions.urls")),
    path("", include("dangvu.web.tasks.urls")),
    path("", include("dangvu.web.statistics.urls")),
    path("", include("dangvu.web.directives.report_urls")),
    path("thanh-phan/", include("dangvu.web.components.urls")),
]

handler400 = "dangvu.web.shell.views.not_understood"
handler403 = "dangvu.web.shell.views.refused"
handler404 = "dangvu.web.shell.views.not_found"
handler500 = "dangvu.web.shell.views.failed"
