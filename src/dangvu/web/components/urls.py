from django.urls import path

from dangvu.web.components.views import gallery

urlpatterns = [path("", gallery, name="gallery")]
