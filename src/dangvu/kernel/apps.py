from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "dangvu.kernel"
    label = "kernel"
