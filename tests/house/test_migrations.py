"""The models and the migrations say the same."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def test_no_migration_is_missing() -> None:
    loader = MigrationLoader(None)
    found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    missing = {
        label: [operation.describe() for migration in changes for operation in migration.operations]
        for label, changes in found.changes(graph=loader.graph).items()
    }
    if missing:
        pytest.fail(f"Run: dangvu's makemigrations. Missing: {missing}", pytrace=False)
    assert not loader.detect_conflicts()
