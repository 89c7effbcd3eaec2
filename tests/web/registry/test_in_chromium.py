"""The register in a real browser: the tree by keyboard, the search while typing, and axe."""

import pytest
from playwright.sync_api import expect
from tests import factories
from tests.orgs.worlds import World
from tests.web.registry.looking import Look, troubles_of
from tests.web.registry.test_reorganising_pages import PAPER

from dangvu.access.matrix import Role
from dangvu.members.actions import note_reading
from dangvu.members.models import Person, Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_tree_opens_in_place_by_keyboard_and_keeps_the_focus(look: Look, world: World) -> None:
    page = look()
    page.goto("/to-chuc/")
    name = f"Các tổ chức trực thuộc {world.communes[0].name}"
    button = page.get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Đảng bộ cơ sở 00", exact=True)).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(button).to_be_focused()
    assert page.url.endswith(f"?mo={world.province.pk},{world.communes[0].pk}")
    page.reload()
    expect(page.get_by_role("link", name="Đảng bộ cơ sở 00", exact=True)).to_be_visible()
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("link", name="Đảng bộ cơ sở 00", exact=True)).to_have_count(0)


def test_the_tree_opens_without_scripts(look: Look, world: World) -> None:
    page = look(scripts=False)
    page.goto("/to-chuc/")
    name = f"Các tổ chức trực thuộc {world.communes[0].name}"
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("link", name="Đảng bộ cơ sở 00", exact=True)).to_be_visible()


def test_the_search_answers_while_one_types(look: Look, world: World) -> None:
    page = look()
    page.goto("/to-chuc/")
    page.get_by_label("Tên hoặc mã, cũ hay mới").press_sequentially("xa 1", delay=20)
    expect(page.locator("#ket-qua li")).to_have_count(1)
    expect(page.locator("#ket-qua-so")).to_have_text("1 tổ chức")
    assert page.url.endswith("?q=xa+1")
    page.locator("#ket-qua a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đảng bộ xã 1")


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    look: Look, world: World, width: int
) -> None:
    page = look(width)
    commune, body, cell = world.communes[0], world.bodies[0], world.cells[0]
    unit = f"/to-chuc/{commune.pk}/"
    addresses = [
        f"/to-chuc/?mo={world.province.pk},{commune.pk}", "/to-chuc/?q=xa", unit, f"{unit}sua/",
        f"/to-chuc/{cell.pk}/", f"{unit}cap-uy/", f"{unit}sap-xep/", f"{unit}sap-xep/sap-nhap/",
        f"/to-chuc/{body.pk}/sap-xep/chuyen/", f"/to-chuc/{cell.pk}/sap-xep/chia-tach/",
        f"{unit}sap-xep/doi-ten/", f"{unit}sap-xep/ket-thuc/", f"{unit}sap-xep/thanh-lap/",
        f"/dang-vien/?don-vi={commune.pk}", "/dang-vien/?q=khongco",
    ]  # fmt: skip
    post = Post.objects.get(unit=cell)
    addresses += [f"/dang-vien/{post.person_id}/", f"/to-chuc/{cell.pk}/cap-uy/{post.pk}/thoi/"]
    troubles = []
    for address in addresses:
        page.goto(address)
        troubles += troubles_of(page, address)
    page.goto(f"{unit}sap-xep/sap-nhap/")
    page.get_by_role("button", name="Xem trước").click()
    troubles += troubles_of(page, "errors")
    page.locator("input[name=units]").first.check()
    page.locator("input[name=into][value=kia]").check()
    for name, text in PAPER.items():
        page.locator(f"input[name={name}]").fill(text)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước: sáp nhập")
    troubles += troubles_of(page, "preview")
    assert troubles == []


def test_axe_finds_nothing_on_the_own_record(look: Look, world: World) -> None:
    cell = world.cells[0]
    person = Person.objects.filter(unit=cell).first()
    account = factories.account(Role.MEMBER, cell, person_id=person.pk)
    note_reading(factories.actor(Role.CELL_SECRETARY, cell), [person.pk], cell.pk, cell.path,
                 "read_members")  # fmt: skip
    page = look(390, account=account)
    page.goto("/dang-vien/toi/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")
    assert troubles_of(page, "own record") == []
