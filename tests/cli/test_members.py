"""``dangvu members find`` as an account, in the words of a program and of a terminal."""

import json
from contextlib import contextmanager

import pytest
from tests import factories

from dangvu.access.matrix import Role
from dangvu.cli import session
from dangvu.cli.main import main
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(monkeypatch):
    """The tests' database is the house."""

    @contextmanager
    def here():
        yield None

    monkeypatch.setattr(session, "house", here)
    monkeypatch.setattr(session, "enter", lambda: None)
    province = factories.unit()
    commune = factories.unit("Đảng bộ xã Tà Nung", province)
    beside = factories.unit("Đảng bộ xã khác", province)
    for place in (commune, beside):
        factories.person(place, "Nguyễn Văn Ân")
    factories.account(Role.COMMUNE_OFFICER, commune, "xa")
    factories.account(Role.CLERK, commune, "vanthu")


def test_members_are_found_within_reach_and_it_is_noted(capsys):
    assert main(["members", "find", "nguyen van an", "--as", "xa", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(m["full_name"], m["unit_name"]) for m in said["members"]] == [
        ("Nguyễn Văn Ân", "Đảng bộ xã Tà Nung")
    ]
    assert (said["total"], said["more_than"], said["after"]) == (1, False, "")
    factories.own()
    assert Event.objects.get(action="search_members").data["count"] == 1


def test_on_a_terminal_a_line_each(capsys):
    assert main(["members", "find", "an", "--as", "xa"]) == 0
    assert "Nguyễn Văn Ân" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["an", "--as", "vanthu"], ["an", "--as", "nobody"],
                                   ["an", "--as", "xa", "--unit", "XX"]])  # fmt: skip
def test_who_may_not_and_what_is_not_there_say_so(words, capsys):
    assert main(["members", "find", *words]) == 1
    assert capsys.readouterr().err
