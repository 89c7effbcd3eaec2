from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "dangvu.intake"
    label = "intake"
