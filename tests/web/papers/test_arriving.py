"""A paper is dropped in: read, corrected, entered; told where it stands; refused with why."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.documents.worlds import World, drafted, letter, world
from tests.office.test_papers_read import pdf

from dangvu.access.matrix import Role
from dangvu.documents.models import Paper, PaperFile, PaperLink, Scan
from dangvu.kernel import clock
from dangvu.web.papers import arriving

pytestmark = pytest.mark.django_db

TEXT = """TỈNH ỦY LÂM ĐỒNG
*
Số 07-CT/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Lâm Đồng, ngày 12 tháng 02 năm 2026

CHỈ THỊ
về tạo nguồn kết nạp đảng viên

Thực hiện Nghị quyết số 21-NQ/TW, ngày 16/6/2022 của Ban Chấp hành Trung ương về tăng cường củng cố,
các cấp ủy tập trung tạo nguồn kết nạp đảng viên trong học sinh, sinh viên.

T/M BAN THƯỜNG VỤ
BÍ THƯ
Nguyễn Văn Mẫu
"""


@pytest.fixture(autouse=True)
def _first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


@pytest.fixture
def place() -> World:
    return world()


def browser(place: World, role: Role = Role.COMMUNE_OFFICER, unit=None):
    return make.signed_in(make.account(role, unit or place.communes[0]))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def sent(content: bytes | str = TEXT, name: str = "chi-thi-07.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def given(client, **changes):
    return client.post("/van-ban/moi/", {"kind": "came", "file": sent(), **changes})


def line(paper: Paper, **changes) -> dict[str, object]:
    return {
        "number_symbol": "07-CT/TU", "dated_on": "12/02/2026", "issuer": "Tỉnh ủy Lâm Đồng",
        "document_type": "directive", "subject": "về tạo nguồn kết nạp đảng viên",
        "received_on": "20/02/2026", "urgency": "ordinary", "secrecy": "", "scope_mark": "",
        "signer": "Nguyễn Văn Mẫu", "references": "21-NQ/TW; 16/06/2022; Trung ương", "outside": "",
        "do": "enter", **changes,
    }  # fmt: skip


def test_a_paper_dropped_in_is_read_corrected_and_entered(place):
    client = browser(place)
    answer = given(client)
    paper = Paper.objects.get()
    assert answer.headers["Location"] == f"/van-ban/{paper.pk}/dong/"
    shown = client.get(f"/van-ban/{paper.pk}/dong/")
    page = text(shown)
    assert "tập trung tạo nguồn" in page
    initial = shown.context["form"].initial
    assert initial["number_symbol"] == "07-CT/TU"
    assert initial["dated_on"] == date(2026, 2, 12)
    assert initial["issuer"] == "Tỉnh ủy Lâm Đồng"
    assert initial["document_type"] == "directive"
    assert initial["references"].startswith("21-NQ/TW; 16/06/2022; Ban Chấp hành Trung ương")
    done = client.post(f"/van-ban/{paper.pk}/dong/", line(paper), follow=True)
    assert "Đã vào sổ văn bản đến, số đến 1 năm 2026." in text(done)
    assert "21-NQ/TW" in text(done)
    assert "chưa có trong sổ" in text(done)
    assert PaperFile.objects.get().name == "chi-thi-07.txt"
    assert "Chỉ thị số 07-CT/TU" in text(done)


def test_what_was_typed_stays_when_it_is_refused(place):
    client = browser(place)
    given(client)
    paper = Paper.objects.get()
    answer = client.post(
        f"/van-ban/{paper.pk}/dong/",
        line(paper, received_on="31/02/2026", subject="về việc đã gõ", references="; 1/1/2026"),
    )
    assert answer.status_code == 422
    page = text(answer)
    assert "về việc đã gõ" in page
    assert "31/02/2026" in page
    assert "chưa có số" in page
    assert Paper.objects.get().state == "draft"
    future = client.post(f"/van-ban/{paper.pk}/dong/", line(paper, received_on="02/06/2026"))
    assert future.status_code == 422
    assert "ở tương lai" in text(future)


def test_a_paper_that_stands_already_is_told_with_its_page(place):
    client = browser(place)
    given(client)
    first = Paper.objects.get()
    client.post(f"/van-ban/{first.pk}/dong/", line(first))
    given(client)
    second = Paper.objects.exclude(pk=first.pk).get()
    page = text(client.get(f"/van-ban/{second.pk}/dong/"))
    assert "Có thể đã có trong hệ thống" in page
    assert f'href="/van-ban/{first.pk}/"' in page
    answer = client.post(f"/van-ban/{second.pk}/dong/", line(second))
    assert answer.status_code == 422
    assert "đã có trong sổ" in text(answer)
    assert f'href="/van-ban/{first.pk}/"' in text(answer)
    dropped = client.post(f"/van-ban/{second.pk}/bo/", {"reason": "vào sổ rồi"}, follow=True)
    assert "Đã bỏ" in text(dropped)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "rong.docx", "rỗng"),
        (b"%PDF-1.4 hong", "hong.pdf", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cu.doc", "kiểu cũ"),
        (f"MẬT\n{TEXT}".encode(), "mat.txt", "dấu MẬT"),
        (b"\x00\x01\x02\x03" * 50, "la.bin", "Không nhận ra loại tệp"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(place, content, name, said):
    answer = given(browser(place), file=sent(content, name))
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Paper.objects.exists()


def test_a_scan_is_kept_where_nothing_reads_pictures(place, monkeypatch):
    def refused(*_given):
        raise arriving.PackageRefused("no_scanner", "Máy chủ chưa có chương trình nhận dạng chữ.")

    monkeypatch.setattr(arriving, "read_paper", refused)
    client = browser(place)
    answer = client.post(
        "/van-ban/moi/", {"kind": "came", "file": sent(b"\x89PNG\r\n\x1a\nx", "quet.png")},
        follow=True,
    )  # fmt: skip
    assert "Tệp vẫn giữ" in text(answer)
    assert PaperFile.objects.get().media_type == "image/png"


def test_of_a_secret_paper_the_line_is_entered_without_a_file(place):
    client = browser(place)
    both = given(client, secret="on")
    assert both.status_code == 422
    assert "Văn bản mật thì không nộp tệp" in text(both)
    client.post("/van-ban/moi/", {"kind": "came", "secret": "on"})
    paper = Paper.objects.get()
    done = client.post(
        f"/van-ban/{paper.pk}/dong/", line(paper, secrecy="secret", references=""), follow=True
    )
    assert "Hệ thống chỉ giữ dòng này" in text(done)
    assert client.get(f"/van-ban/{paper.pk}/tep/").status_code == 404
    assert len(client.get("/van-ban/?state=secret").context["rows"]) == 1


def test_an_own_paper_goes_from_word_to_its_number_and_its_receipts(place):
    clerk = browser(place, Role.CLERK, place.province)
    clerk.post("/van-ban/moi/", {"kind": "own", "file": sent("Kế hoạch\nvề tạo nguồn")})
    paper = Paper.objects.get()
    told = line(
        paper, number_symbol="-KH/BTCTU", document_type="plan", dated_on="", do="keep",
        inside=[str(place.communes[1].pk)], outside="Lưu Văn phòng", references="",
    )  # fmt: skip
    kept = clerk.post(f"/van-ban/{paper.pk}/dong/", told, follow=True)
    assert "Lấy số, phát hành" in text(kept)
    answer = clerk.post(
        f"/van-ban/{paper.pk}/phat-hanh/",
        {"on": "01/06/2026", "authority": "", "post": "", "name": ""}, follow=True,
    )  # fmt: skip
    assert "Đã phát hành số 01-KH/BTCTU." in text(answer)
    assert "chưa ghi nhận" in text(answer)
    officer = browser(place, unit=place.communes[1])
    page = text(officer.get(f"/van-ban/{paper.pk}/"))
    assert "Đã nhận</button>" in page
    assert "Đã ghi nhận" in text(officer.post(f"/van-ban/{paper.pk}/da-nhan/", follow=True))
    again = text(officer.post(f"/van-ban/{paper.pk}/da-nhan/", follow=True))
    assert "đã ghi nhận văn bản này từ trước" in again
    assert "nhận lúc" in text(clerk.get(f"/van-ban/{paper.pk}/"))
    assert len(officer.get("/van-ban/?state=received").context["rows"]) == 1
    assert browser(place, unit=place.communes[2]).get(f"/van-ban/{paper.pk}/").status_code == 404


def test_a_paper_issued_on_paper_is_noted_with_its_number(place):
    clerk = browser(place, Role.CLERK, place.province)
    clerk.post("/van-ban/moi/", {"kind": "own"})
    paper = Paper.objects.get()
    told = line(paper, number_symbol="12-KH/BTCTU", document_type="plan", do="noted", references="")
    assert "Đã ghi văn bản đi số 12-KH/BTCTU" in text(
        clerk.post(f"/van-ban/{paper.pk}/dong/", told, follow=True)
    )
    late = clerk.get(f"/van-ban/{paper.pk}/dong/", follow=True)
    assert "không sửa được nữa" in text(late)


def test_competence_is_said_and_does_not_block(place):
    client = browser(place)
    given(client)
    paper = Paper.objects.get()
    told = line(paper, number_symbol="03-CT/CB", issuer="Chi bộ thôn Một")
    done = text(client.post(f"/van-ban/{paper.pk}/dong/", told, follow=True))
    assert "Chi bộ không ban hành chỉ thị." in done
    assert Paper.objects.get().state == "received"


def test_who_signs_tells_a_standing_board_from_its_committee(place):
    base = make.unit("Đảng bộ cơ sở Thử", place.communes[0], type="DANG_BO_CO_SO")
    client = browser(place, unit=base)
    given(client, kind="own", file=sent(TEXT.replace("T/M BAN THƯỜNG VỤ", "T/M ĐẢNG ỦY")))
    paper = Paper.objects.get()
    told = line(paper, number_symbol="-HD/ĐU", document_type="guidance", issuer="Đảng ủy Thử",
                received_on="", references="", do="keep")  # fmt: skip
    signed = {"authority": "T/M BAN THƯỜNG VỤ", "post": "BÍ THƯ", "name": "Nguyễn Văn Mẫu"}
    client.post(f"/van-ban/{paper.pk}/dong/", told)
    said = "Đảng ủy cơ sở không ban hành hướng dẫn."
    assert said in text(client.get(f"/van-ban/{paper.pk}/dong/"))
    make.own()
    Paper.objects.update(payload={"signature": signed})
    assert said not in text(client.get(f"/van-ban/{paper.pk}/dong/"))


def test_versions_are_added_and_taken(place):
    client = browser(place)
    given(client)
    paper = Paper.objects.get()
    client.post(f"/van-ban/{paper.pk}/dong/", line(paper))
    address = f"/van-ban/{paper.pk}/tep/"
    same = client.post(f"{address}them/", {"file": sent()})
    assert same.status_code == 422
    assert "giống hệt" in text(same)
    client.post(f"{address}them/", {"file": sent("bản ký", 'ký "1"; x.txt')})
    newest = client.get(address)
    assert newest.content.decode() == "bản ký"
    assert newest.headers["Content-Disposition"] == (
        f'attachment; filename="ky-1-x-{paper.pk}-ban-2.txt"'
    )
    assert client.get(f"{address}1/").content.decode() == TEXT
    assert client.get(f"{address}9/").status_code == 404


def test_words_are_found_without_accents_and_marked(place):
    client = browser(place)
    given(client)
    paper = Paper.objects.get()
    client.post(f"/van-ban/{paper.pk}/dong/", line(paper))
    drafted(place, letter(place.communes[0]))
    for words in ("tap+trung+tao+nguon", "07-ct/tu", "%22học+sinh,+sinh+viên%22", "21-NQ/TW"):
        answer = client.get(f"/van-ban/?q={words}")
        assert [row.first.pk for row in answer.context["rows"]] == [paper.pk], words
        assert "<mark>" in answer.content.decode()
    for words in ("q=%22sinh+học%22", "issuer=Ban+Tổ+chức", "state=issued", "type=plan",
                  "year=2025", "of_month=3", "urgency=express", "q=khongco"):  # fmt: skip
        assert not client.get(f"/van-ban/?{words}").context["rows"], words
    for words in ("issuer=tinh+uy", "state=received", "type=directive", "year=2026&of_month=2"):
        assert len(client.get(f"/van-ban/?{words}").context["rows"]) == 1, words


def test_the_search_takes_as_many_statements_for_many_papers(place):
    client = browser(place)

    def statements() -> int:
        client.get("/van-ban/?q=tao+nguon")
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/van-ban/?q=tao+nguon").status_code == 200
        return len(caught)

    def entered_as(number: int) -> None:
        given(client, file=sent(TEXT.replace("07-CT", f"{number:02}-CT")))
        paper = Paper.objects.order_by("-id")[0]
        client.post(f"/van-ban/{paper.pk}/dong/", line(paper, number_symbol=f"{number:02}-CT/TU"))

    entered_as(7)
    few = statements()
    entered_as(8)
    entered_as(9)
    assert statements() == few == 12


def test_the_page_of_a_paper_takes_as_many_statements_for_many_links(place):
    client = browser(place)
    given(client)
    paper = Paper.objects.get()
    client.post(f"/van-ban/{paper.pk}/dong/", line(paper))

    def statements() -> int:
        client.get(f"/van-ban/{paper.pk}/")
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/van-ban/{paper.pk}/")
        return len(caught)

    few = statements()
    make.own()
    PaperLink.objects.bulk_create(
        PaperLink(paper=paper, position=n, number_symbol=f"{n:02}-NQ/TW", identity=f"{n}|x|")
        for n in range(5, 8)
    )
    assert statements() == few


@pytest.mark.parametrize("role", [Role.CELL_SECRETARY, Role.DEPUTY, Role.AUDITOR])
def test_who_does_not_register_does_not_enter(place, role):
    client = browser(place, role)
    assert client.get("/van-ban/moi/").status_code == 403
    assert given(client).status_code == 403
    assert not Paper.objects.exists()


def test_a_long_scan_is_kept_at_once_and_tells_how_far_its_words_are(place, monkeypatch):
    monkeypatch.setattr("dangvu.office.reading.pages._need_scanner", lambda: "")
    client = browser(place)
    answer = given(client, file=sent(pdf([""], 200), "quet.pdf"))
    assert answer.status_code == 302
    paper = Paper.objects.get()
    at = f"/van-ban/{paper.pk}/dong/"
    make.own()
    page = text(client.get(at))
    assert "Máy đang nhận dạng chữ của bản quét" in page
    assert "Đang chờ đến lượt" in page
    make.own()
    Scan.objects.update(state="running", done=12, total=200)
    assert "12 trên 200 trang" in text(client.get(at))
    make.own()
    Scan.objects.update(state="failed", message="Bản quét bị hỏng.")
    assert "Bản quét bị hỏng." in text(client.get(at))
    make.own()
    Scan.objects.update(state="done")
    assert "quet" not in text(client.get(at)).split("<main")[1].split("<form")[0]
    assert "Mở lại trang để xem chữ" in text(client.get(at, HTTP_HX_REQUEST="true"))


def test_a_better_scan_is_recognised_anew(place, monkeypatch):
    monkeypatch.setattr("dangvu.office.reading.pages._need_scanner", lambda: "")
    client = browser(place)
    given(client, file=sent(pdf([""], 3), "quet.pdf"))
    paper = Paper.objects.get()
    make.own()
    Scan.objects.update(state="failed")
    client.post(f"/van-ban/{paper.pk}/tep/them/", {"file": sent(pdf([""], 4), "quet-lai.pdf")})
    make.own()
    assert PaperFile.objects.count() == 2
    assert Scan.objects.get().is_open


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>", "có mật khẩu"),
        ("a.pdf", b"%PDF-1.4\nnothing", "bị hỏng"),
        ("a.pdf", b"", "rỗng"),
        ("a.docx", b"PK\x03\x04" + b"\x00" * 60, "Word"),
        ("a.doc", b"\x00\x01\x02\x03" * 10, "Không nhận ra loại tệp"),
        ("a.txt", b"<html><body>x</body></html>", "trang web"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(place, name, content, said):
    answer = given(browser(place), file=sent(content, name))
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Paper.objects.exists()
