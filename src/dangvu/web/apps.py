from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages: the shell, the components and one package per journey."""

    name = "dangvu.web"
    label = "web"
    verbose_name = "Trang"
