"""``dangvu directive read``: a paper's header, references, notes, figures and duties."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.obligations.papers import papers

from dangvu.cli.main import main

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
PAPER = next(p for p in papers() if p.name == "ct-01")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KEYS = {"kind", "kind_name", "number", "symbol", "number_symbol", "draft", "place", "issued_on",
        "superior", "issuer", "subject", "addressees", "signer", "distribution", "references",
        "footnotes", "figures", "obligations"}  # fmt: skip
DUTY_KEYS = {"no", "heading", "lead", "join", "audience", "what", "product", "due", "recurrence",
             "report_to", "span", "confidence"}  # fmt: skip


def read(file: Path, capsys) -> dict:
    assert main(["directive", "read", str(file), "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(file: Path, capsys) -> str:
    assert main(["directive", "read", str(file), "--format", "json"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


def test_the_keys_are_those_scripts_rely_on(tmp_path, capsys) -> None:
    file = tmp_path / "chi-thi.txt"
    file.write_text(PAPER.text, encoding="utf-8")
    found = read(file, capsys)
    assert found.keys() == KEYS
    assert found["signer"].keys() == {"authority", "post", "name"}
    assert found["references"][0].keys() == {"number_symbol", "issued_on", "issuer", "subject"}
    for duty in found["obligations"]:
        assert duty.keys() == DUTY_KEYS
        if duty["due"]:
            assert duty["due"].keys() == {"on", "inclusive", "text"}
    start, end = found["obligations"][0]["span"]
    assert found["obligations"][0]["what"][:40] in PAPER.text[start:end]


def test_the_text_says_what_is_doubtful(tmp_path, capsys) -> None:
    file = tmp_path / "van-ban.txt"
    file.write_text("Kính gửi: Các chi bộ.\n1. Nộp báo cáo trước ngày 15/5.", encoding="utf-8")
    assert main(["directive", "read", str(file)]) == 0
    told = capsys.readouterr().out
    assert "Cần xem lại" in told
    assert "không kể ngày ấy" in told or "không ghi năm" in told


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("rong.docx", b"", "rỗng"),
        ("trang.txt", b" \n\n", "rỗng"),
        ("cu.doc", OLE + "WordDocument".encode("utf-16-le") + b"\0\0", ".docx"),
        ("khoa.docx", OLE + "EncryptedPackage".encode("utf-16-le") + b"\0\0", "mật khẩu"),
        ("hong.docx", b"PK\x03\x04" + b"\x00" * 90, "hỏng"),
        ("khoa.pdf", b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>", "mật khẩu"),
        ("hong.pdf", b"%PDF-1.4\nabc", "hỏng"),
        ("web.docx", b"<html><body>Chi thi</body></html>", "trang web"),
        ("to.txt", b"a" * (21 << 20), "20,0 MB"),
        ("dai.txt", b"chu " * 600_000, "dài"),
        ("la.docx", bytes(range(256)) * 4, "Không nhận ra"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told(name, data, words, tmp_path, capsys) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert words in refused(file, capsys)


def test_a_bomb_and_a_workbook_are_no_papers(tmp_path, capsys) -> None:
    for name, member, size in (("bom.docx", "word/document.xml", 300 << 20),
                               ("bang.docx", "xl/workbook.xml", 10)):  # fmt: skip
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(member, b"<" * size)
        file = tmp_path / name
        file.write_bytes(data.getvalue())
        assert refused(file, capsys)


def test_a_file_that_is_not_there_is_told(tmp_path, capsys) -> None:
    assert "khong-co.docx" in refused(tmp_path / "khong-co.docx", capsys)
    assert refused(tmp_path, capsys)


def test_the_name_does_not_matter(tmp_path, capsys) -> None:
    file = tmp_path / "anh.png"
    file.write_text(PAPER.text, encoding="utf-8")
    assert read(file, capsys)["kind"] == "CT"


def test_the_command_needs_no_database(tmp_path) -> None:
    file = tmp_path / "chi-thi.txt"
    file.write_text(PAPER.text, encoding="utf-8")
    code = ("import sys; from dangvu.cli.main import main; main(sys.argv[1:]); "
            "assert 'django' not in sys.modules")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code, "directive", "read", str(file)],
                          capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not SEEDS.exists(), reason="the founding papers are not in the repository")
class TestFoundingPapers:
    def paper(self, number: str, capsys) -> dict:
        return read(next(SEEDS.glob(f"{number}_*.txt")), capsys)

    def test_a_draft_with_a_blank_number_gives_its_organs_their_points(self, capsys) -> None:
        found = self.paper("000", capsys)
        assert (found["kind"], found["number"], found["draft"]) == ("CT", None, True)
        assert found["superior"] == "ĐẢNG BỘ TỈNH LÂM ĐỒNG"
        assert found["issuer"] == "ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH"
        duties = {duty["no"]: duty for duty in found["obligations"]}
        office = "Đảng ủy Ủy ban nhân dân tỉnh"
        assert duties["4.1"]["lead"] == [f"Ban Tuyên giáo và Dân vận {office}"]
        assert duties["4.1"]["join"] == [
            "các cơ quan tham mưu, giúp việc", "Ban Thường vụ Đoàn Thanh niên Ủy ban nhân dân tỉnh",
        ]  # fmt: skip
        assert duties["4.2"]["lead"] == [f"Ban Tổ chức {office}"]
        assert duties["4.2"]["recurrence"]["every"] == "review"
        assert duties["4.3"]["lead"] == [f"Ủy ban Kiểm tra {office}"]
        assert duties["4.4"]["audience"] == "grassroots"
        assert duties["2"]["audience"] == "members"

    def test_notes_and_addressees_of_a_broken_header(self, capsys) -> None:
        found = self.paper("001", capsys)
        assert [note["mark"] for note in found["footnotes"]] == ["1", "2"]
        assert found["addressees"] == ["Ban Thường vụ các Đảng ủy trực thuộc Tỉnh ủy"]
        assert [one["number_symbol"] for one in found["references"]] == ["07-CT/TU", "149-TB/TU"]
        assert found["signer"]["name"] == "Phạm Ngọc Hà"
        assert {duty["audience"] for duty in found["obligations"]} == {"bodies"}

    def test_a_day_not_included_and_the_way_of_the_report(self, capsys) -> None:
        found = self.paper("002", capsys)
        second, last = found["obligations"][1], found["obligations"][-1]
        assert second["due"] == {
            "on": "2023-06-30", "inclusive": False, "text": "trước ngày 30/6/2023",
        }  # fmt: skip
        assert second["report_to"] == "Thường trực Huyện ủy (qua Ban tổ chức Huyện ủy)"
        assert second["product"] == "count"
        assert last["what"].endswith("./.")
        assert last["join"] == ["các cấp ủy, tổ chức Đảng"]
        assert found["number_symbol"] == "1006-CV/HU"
        assert found["signer"]["name"] == "Sử Thanh Hoài"

    def test_a_paper_without_a_header(self, capsys) -> None:
        found = self.paper("003", capsys)
        assert (found["number_symbol"], found["issuer"]) == ("", "")
        assert len(found["references"]) == 5
        again = next(d for d in found["obligations"] if d["no"] == "2")["recurrence"]
        assert (again["every"], again["at_least"], again["text"]) == (
            "quarter", True, "ít nhất mỗi quý một lần",
        )  # fmt: skip
