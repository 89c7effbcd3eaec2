"""The addresses of the first page and of the private calendar."""

from django.urls import path

from dangvu.web.home import feed, views

urlpatterns = [
    path("", views.home, name="home"),
    path("lich-rieng/", feed.keep, name="my_calendar"),
    path("lich/<str:secret>.ics", feed.read, name="feed"),
]
