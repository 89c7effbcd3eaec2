"""Word models: what is in use, how it is changed, what is told when it cannot be."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import factories as make
from tests.documents.worlds import TODAY, World, drafted, letter, world

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.documents.actions import issue
from dangvu.documents.models import Model, Paper
from dangvu.documents.samples import sample
from dangvu.kernel import clock
from dangvu.office.letters import check_model, packaged_model, render
from dangvu.office.payloads import BodyLetter, PraiseList, UrgingLetter

pytestmark = pytest.mark.django_db
KIND = BodyLetter.MODEL
PAGE = f"/van-ban/mau/{KIND}/"


@pytest.fixture(autouse=True)
def _first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


@pytest.fixture
def place() -> World:
    return world()


def browser(place: World, role: Role = Role.CLERK):
    return make.signed_in(make.account(role, place.province))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def edited(old: str, new: str, model: bytes | None = None) -> bytes:
    """The packaged model with its words changed, as a clerk would in Word."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(model or packaged_model(KIND))) as before,
        zipfile.ZipFile(out, "w") as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            if name == "word/document.xml":
                assert old in data.decode()
                data = data.decode().replace(old, new).encode()
            after.writestr(name, data)
    return out.getvalue()


def upload(client, content: bytes, name: str = "mau.docx", note: str = "đổi lời"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content), "note": note}, follow=True)


def test_every_sample_fills_its_packaged_model():
    for form in (UrgingLetter, BodyLetter, PraiseList):
        model = packaged_model(form.MODEL)
        assert check_model(model, form.REQUIRED, form.SLOTS, sample(form.MODEL)) == []


def test_an_edited_model_is_used_from_then_on(place):
    before = drafted(place)[0]
    answer = upload(browser(place), edited("ghi nhận kết quả này", "biểu dương kết quả này"))
    assert "Đã đưa bản 1 vào dùng" in text(answer)
    make.own()
    row = Model.objects.get()
    assert (row.version, row.note, row.kind) == (1, "đổi lời", KIND)
    praised = letter(place.communes[0])
    praised.payload["doing_well"] = True
    after = drafted(place, praised)[0]
    assert after.model_version_id == row.pk
    assert "biểu dương kết quả này" in words(after)
    make.own()
    with entered(place.clerk):
        issue(place.clerk, before.pk, TODAY)
    make.own()
    assert Paper.objects.get(pk=before.pk).model_version_id is None


def words(paper: Paper) -> str:
    with zipfile.ZipFile(io.BytesIO(bytes(paper.content))) as parts:
        return parts.read("word/document.xml").decode()


def test_what_is_wrong_is_told_one_thing_a_line_and_nothing_is_lost(place):
    bad = edited("{{ body_name }}", "{{ body_nane }}")
    bad = edited('w:left="1701"', 'w:left="1134"', bad)
    answer = upload(browser(place), bad, note="sửa lề")
    assert answer.status_code == 422
    shown = text(answer)
    problems = answer.context["problems"]
    assert len(problems) == 3
    assert any("thiếu chỗ điền bắt buộc “body_name”" in p for p in problems)
    assert any("Có phải “body_name”?" in p for p in problems)
    assert any("Lề trái phải là 30 mm" in p for p in problems)
    assert shown.count("<li>Mẫu thiếu") == 1
    assert "Mẫu đang dùng giữ nguyên" in shown
    assert "sửa lề" in shown
    make.own()
    assert not Model.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "không có nội dung"),
        (b"%PDF-1.7", "không phải là văn bản Word"),
        (b"x" * (5 * 1024 * 1024 + 1), "nặng"),
    ],
)
def test_what_is_no_word_file_is_refused(place, content, told):
    answer = upload(browser(place), content)
    assert answer.status_code == 422
    assert told in text(answer)


def test_the_same_file_again_changes_nothing(place):
    client = browser(place)
    model = edited("ghi nhận kết quả này", "biểu dương kết quả này")
    upload(client, model)
    assert "giống hệt bản 1 đang dùng" in text(upload(client, model))


def test_versions_are_kept_and_taken_back(place):
    client = browser(place)
    first = edited("ghi nhận kết quả này", "biểu dương kết quả này")
    second = edited("ghi nhận kết quả này", "hoan nghênh kết quả này")
    upload(client, first)
    upload(client, second)
    assert client.get(f"{PAGE}tep/").content == second
    assert client.get(f"{PAGE}tep/?ban=1").content == first
    assert client.get(f"{PAGE}tep/?ban=0").content == packaged_model(KIND)
    assert client.get(f"{PAGE}tep/?ban=7").status_code == 404
    assert "Đã đưa bản 3 vào dùng" in text(upload(client, first))


def test_the_model_in_use_is_shown_filled(place):
    client = browser(place)
    upload(client, edited("ghi nhận kết quả này", "biểu dương kết quả này"))
    answer = client.get(f"{PAGE}xem-thu/")
    make.own()
    assert answer.content == render(bytes(Model.objects.get().content), sample(KIND))


def test_every_name_is_explained(place):
    shown = text(browser(place).get(f"{PAGE}cho-dien/"))
    for name in BodyLetter.SLOTS:
        assert f"<code>{name}</code>" in shown
    assert shown.count("Phải có") == len(BodyLetter.REQUIRED)


def test_only_a_clerk_changes_a_model(place):
    for role in (Role.PROVINCE_SPECIALIST, Role.AUDITOR):
        client = browser(place, role)
        assert "Sửa mẫu do văn thư" in text(client.get(PAGE))
        assert upload(client, packaged_model(KIND)).status_code == 403


def test_another_office_has_its_own_models(place):
    upload(browser(place), edited("ghi nhận kết quả này", "biểu dương kết quả này"))
    other = make.signed_in(make.account(Role.CLERK, place.communes[0]))
    assert other.get(f"{PAGE}tep/").content == packaged_model(KIND)


def test_a_packaged_model_that_changed_since_is_told(place):
    (paper,) = drafted(place)
    make.own()
    Paper.objects.filter(pk=paper.pk).update(about={**paper.about, "model": "0" * 64})
    answer = browser(place).post(
        f"/van-ban/{paper.pk}/phat-hanh/",
        {"on": "01/06/2026", "authority": "", "post": "TRƯỞNG BAN", "name": "Người Ký"},
    )
    assert answer.status_code == 422
    assert "Phần mềm đã đổi mẫu Word" in text(answer)


def test_the_papers_of_a_case_are_models_like_the_others(place):
    clerk = browser(place)
    shown = text(clerk.get("/van-ban/mau/"))
    assert "Hồ sơ xét kết nạp" in shown
    assert "6-KNĐ. Nghị quyết đề nghị kết nạp đảng viên của chi bộ" in shown
    assert "theo văn bản trước" in shown
    assert "chưa xác nhận" in shown
    page = "/van-ban/mau/knd_6/"
    assert clerk.get(f"{page}xem-thu/").content[:2] == b"PK"
    assert "cell_vote.percent" in text(clerk.get(f"{page}cho-dien/"))
    changed = edited("chi bộ thống nhất", "chi bộ nhất trí", packaged_model("knd_6"))
    answer = clerk.post(
        page, {"file": SimpleUploadedFile("m.docx", changed), "note": "lời mới"}, follow=True
    )
    assert "Đã đưa bản 1 vào dùng" in text(answer)


def test_a_model_of_a_case_without_the_person_is_refused(place):
    bad = edited("{{ full_name }}", "người vào Đảng", packaged_model("knd_6"))
    answer = browser(place).post(
        "/van-ban/mau/knd_6/", {"file": SimpleUploadedFile("m.docx", bad), "note": ""}
    )
    assert answer.status_code == 422
    assert "thiếu chỗ điền bắt buộc “full_name”" in text(answer)
