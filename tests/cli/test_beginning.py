"""The first administrator of an empty house, and what the commands about the database say."""

import subprocess
import sys

import psycopg
import pytest

Environment = dict[str, str]
NAME = ("--name", "Bùi Quốc Bảo")
UNIT = ("--unit", "Đảng bộ tỉnh Lâm Đồng", "--since", "2025-07-01")


def run(house: Environment, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dangvu", *words],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=house,
    )


def ask(house: Environment, sql: str) -> list[tuple]:
    with psycopg.connect(house["DATABASE_OWNER_URL"]) as owner:
        return owner.execute(sql).fetchall()


@pytest.fixture
def house(empty_database: Environment, tmp_path) -> Environment:
    return empty_database | {"DANGVU_DATA": str(tmp_path), "PYTHONWARNINGS": "default"}


def test_before_the_migration_every_command_says_what_to_run(house: Environment) -> None:
    for words in (
        ("account", "create-admin", "quantri", *NAME, *UNIT),
        ("database", "check"),
    ):
        told = run(house, *words)
        assert told.returncode == 1, words
        assert "dangvu database migrate" in told.stderr
        assert "Traceback" not in told.stderr


@pytest.mark.slow
def test_an_empty_house_gets_its_tables_its_top_and_its_administrator(house: Environment) -> None:
    assert run(house, "database", "migrate").returncode == 0
    assert ask(house, "SELECT count(*) FROM orgs_locality WHERE parent_code = ''") == [(34,)]

    lost = run(house, "account", "create-admin", "quantri", *NAME)
    assert lost.returncode == 1
    assert "--unit" in lost.stderr

    made = run(house, "account", "create-admin", "quantri", *NAME, *UNIT)
    assert made.returncode == 0, made.stderr
    password = made.stdout.split("Mật khẩu một lần: ")[1].split("\n")[0]
    assert ask(house, "SELECT name, committee, path, valid_from::text FROM orgs_unit") == [
        ("Đảng bộ tỉnh Lâm Đồng", "Tỉnh ủy Lâm Đồng", "00001", "2025-07-01")
    ]
    assert ask(
        house,
        "SELECT a.username, a.must_change_password, h.role, h.unit_path FROM access_account AS a"
        " JOIN access_assignment AS h ON h.account_id = a.id",
    ) == [("quantri", True, "it_administrator", "00001")]
    assert ask(house, "SELECT action FROM kernel_event ORDER BY id") == [
        ("reorganise_found",), ("create_account",), ("grant_capacity",)
    ]  # fmt: skip
    assert password not in str(ask(house, "SELECT password FROM access_account"))

    again = run(house, "account", "create-admin", "quantri", *NAME)
    assert again.returncode == 1
    assert "taken" in again.stderr
    assert run(house, "account", "create-admin", "hai.hai", *NAME).returncode == 0

    checked = run(house, "check-invariants")
    assert checked.returncode == 0, checked.stdout
    with psycopg.connect(house["DATABASE_OWNER_URL"]) as owner:
        owner.execute("SELECT set_config('dangvu.actor', 'test', false)")
        owner.execute("UPDATE orgs_unit SET depth = 5")
    broken = run(house, "check-invariants", "--format", "json")
    assert broken.returncode == 1
    assert '"unit_path"' in broken.stdout


def test_a_server_that_knows_no_owner_changes_no_table(house: Environment) -> None:
    alone = {name: value for name, value in house.items() if name != "DATABASE_OWNER_URL"}
    for words in (
        ("database", "migrate"),
        ("check-invariants",),
        ("account", "create-admin", "quantri", *NAME),
    ):
        told = run(alone, *words)
        assert told.returncode == 1
        assert "DATABASE_OWNER_URL" in told.stderr
