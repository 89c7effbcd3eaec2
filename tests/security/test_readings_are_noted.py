"""Whatever shows a member's name leaves an event; what shows none to a role leaves none of it."""

import pytest
from django.db.models import Max
from tests import factories as f
from tests.web.test_urls_by_role import ADDRESSES, LETTERS, World

from dangvu.access.matrix import Role
from dangvu.kernel import audit
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db

NAME = "Phạm Thị Rất Riêng"
#: Who sees no record of a member, but one's own.
NAMELESS = ("T", "V", "A", "K")


def the_world() -> World:
    """The world of addresses, in which the member bears a name that stands nowhere else."""
    world = World()
    f.own()
    world.person.full_name = NAME
    world.person.save()
    return world


def pages_with_the_name(world: World, role: Role) -> dict[str, set[str]]:
    """The addresses at which a role reads the name, each with the kinds of event it left."""
    client = world.client(role, world.province)
    found = {}
    for name in ADDRESSES:
        f.own()
        before = Event.objects.aggregate(last=Max("pk"))["last"] or 0
        answer = client.get(world.address(name)[0])
        f.own()
        if NAME in answer.content.decode(errors="ignore"):
            found[name] = set(Event.objects.filter(pk__gt=before).values_list("kind", flat=True))
    return found


@pytest.mark.parametrize("role", [Role.PROVINCE_SPECIALIST, Role.INSPECTION_OFFICER])
def test_a_page_with_a_name_leaves_its_event(role: Role) -> None:
    found = pages_with_the_name(the_world(), role)
    assert {"member", "member_list", "admission", "admission_list", "unit"} <= set(found)
    read = {audit.Kind.READ.value, audit.Kind.EXPORT.value}
    assert not [name for name, kinds in found.items() if not kinds & read]


@pytest.mark.parametrize("letter", NAMELESS)
def test_roles_without_records_read_no_name_anywhere(letter: str) -> None:
    assert not pages_with_the_name(the_world(), LETTERS[letter])
