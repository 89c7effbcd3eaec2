"""Tables of a PDF are read row by row, though their cells are written one under another."""

from dangvu.office.reading.pages import read_pdf


def _pdf(drawn: str) -> bytes:
    return (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        f"4 0 obj<</Length {len(drawn)}>>stream\n{drawn}\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Root 1 0 R>>\n%%EOF"
    ).encode()


def _words(x: int, y: int, words: str) -> str:
    return f"BT /F1 10 Tf {x} {y} Td ({words}) Tj ET"


def _rule(x: int, y: int, to_x: int, to_y: int) -> str:
    return f"{x} {y} m {to_x} {to_y} l S"


CELLS = [
    _words(55, 785, "NOI DUNG VIEC"), _words(205, 785, "CHU TRI"), _words(305, 785, "THOI GIAN"),
    _words(55, 765, "Ra soat nguon"), _words(55, 753, "phat trien"),
    _words(205, 765, "Ban Xay dung"), _words(205, 753, "Dang"), _words(305, 765, "30/6/2026"),
]  # fmt: skip
RULES = [
    *(_rule(50, y, 400, y) for y in (800, 780, 745)),
    *(_rule(x, 745, x, 800) for x in (50, 200, 300, 400)),
]


def test_cells_of_a_ruled_table_stay_beside_each_other() -> None:
    around = [_words(50, 815, "KE HOACH CONG TAC"), _words(50, 720, "Cac chi bo thuc hien.")]
    told = read_pdf(_pdf("\n".join([around[0], *CELLS, around[1], *RULES]))).text
    assert [line for line in told.splitlines() if line.strip()] == [
        "KE HOACH CONG TAC",
        "NOI DUNG VIEC | CHU TRI | THOI GIAN",
        "Ra soat nguon phat trien | Ban Xay dung Dang | 30/6/2026",
        "Cac chi bo thuc hien.",
    ]


def test_cells_that_are_one_are_not_cut() -> None:
    joined = [r for r in RULES if r != _rule(200, 745, 200, 800)] + [_rule(200, 745, 200, 780)]
    heading = [_words(150, 785, "NOI DUNG VA CHU TRI"), *CELLS[2:]]
    told = read_pdf(_pdf("\n".join([*heading, *joined]))).text
    assert "NOI DUNG VA CHU TRI |  | THOI GIAN" in told


def test_a_page_without_rules_is_read_as_before() -> None:
    told = read_pdf(_pdf("\n".join(CELLS))).text
    assert "|" not in told
    assert "Ra soat nguon" in told
