"""The models and the migrations say the same."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_no_migration_is_missing() -> None:
    # Labels are compared as they are written, not as the language of the screen has them.
    with translation.override(None):
        loader = MigrationLoader(None)
        found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        missing = {
            label: [step.describe() for migration in migrations for step in migration.operations]
            for label, migrations in found.changes(graph=loader.graph).items()
        }
    if missing:
        pytest.fail(f"Run: python -m django makemigrations. Missing: {missing}", pytrace=False)
    assert not loader.detect_conflicts()
