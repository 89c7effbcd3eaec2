"""The work on records in a real browser, without scripts: two records merged, a verdict mended."""

from datetime import date

import pytest
from playwright.sync_api import expect
from tests import factories as f
from tests.web.registry.looking import Look, troubles_of

from dangvu.access.matrix import Role
from dangvu.members.models import Badge, Pair, Person, Status, Verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pair():
    ward = f.unit("Đảng bộ phường Một", f.unit("Đảng bộ tỉnh Hai"))
    cells = [f.unit(f"Chi bộ Tổ {n}", ward) for n in (1, 2)]
    one, two = (f.person(cell, "Nguyễn Văn An", birth_on=date(1980, 4, 3)) for cell in cells)
    for number, person in enumerate((one, two)):
        f.admission(person.unit, person=person, decision_number=f"{number}-QĐ/ĐU")
        f.account(Role.MEMBER, person.unit, person_id=person.pk)
        Verdict.objects.create(
            person=person, unit_path=person.unit_path, result="Chưa đạt",
            detail="Số thẻ Đảng không đủ 12 số", came_on=f.FOUNDED,
        )  # fmt: skip
    Badge.objects.create(
        person=two, unit_path=two.unit_path, years=30, awarded_on=f.FOUNDED, recorded_at=f.NOW
    )
    return Pair.objects.create(
        first=one, second=two, unit_path=ward.path, why="name_birth", found_at=f.NOW
    )


@pytest.mark.parametrize("width", [1440, 390])
def test_two_records_are_merged_after_a_preview(look: Look, pair: Pair, width: int) -> None:
    officer = f.account(Role.COMMUNE_OFFICER, pair.first.unit.parent)
    page = look(width, scripts=False, account=officer)
    page.goto(f"/dang-vien/trung/{pair.pk}/")
    page.get_by_role("radio", name="Hồ sơ thứ hai").check()
    page.get_by_role("button", name="Xem trước khi gộp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Gộp vào hồ sơ số {pair.second_id}"
    )  # fmt: skip
    expect(page.get_by_text("Hai hồ sơ có hai tài khoản")).to_be_visible()
    page.get_by_role("button", name="Gộp hai hồ sơ").click()
    expect(page.get_by_text("Chưa ghi lý do.").first).to_be_visible()
    page.get_by_label("Vì sao biết là một người").fill("Nhập hai lần, đã xem hồ sơ gốc")
    page.get_by_role("button", name="Gộp hai hồ sơ").click()
    expect(page.get_by_role("button", name="Hoàn tác lần gộp này")).to_be_visible()
    f.own()
    assert Person.objects.get(pk=pair.first_id).status == Status.MISTAKEN


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_of_the_work_are_clean(look: Look, pair: Pair, width: int) -> None:
    ward = pair.first.unit.parent
    page = look(width, account=f.account(Role.COMMUNE_OFFICER, ward))
    mending = f"/dang-vien/loi-tra-ve/{pair.first.verdicts.get().pk}/da-sua/"
    troubles = []
    for address in (
        f"/to-chuc/{ward.pk}/ho-so-trung/",
        f"/dang-vien/trung/{pair.pk}/",
        f"/dang-vien/trung/{pair.pk}/gop/",
        f"/to-chuc/{ward.pk}/loi-tra-ve/",
        f"/to-chuc/{ward.pk}/loi-tra-ve/?ket-qua=Chưa đạt&muc=card_number",
        mending,
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        troubles += troubles_of(page, address)
    page.get_by_role("button", name="Ghi là đã sửa").click()
    troubles += troubles_of(page, "mending refused")
    assert troubles == []
