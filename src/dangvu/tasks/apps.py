from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "dangvu.tasks"
    label = "tasks"
