"""How well papers are read: precision and recall on the corpus, by noise and by type, and of the
papers that the grammar was not written on.

    .venv/bin/python bench/read_directives.py [--faults] [--noise clean] [--type ct]
"""

import argparse
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.obligations.papers import Paper

ROOT = Path(__file__).resolve().parents[1]


def seconds(papers: "Iterable[Paper]", letters: int) -> float:
    """Seconds of a processor, the best of three, to read a paper of that many letters."""
    from dangvu.rules.obligations import propose

    lines = [line for p in papers for line in p.text.split("\n")
             if len(line) > 60 and "nhận:" not in line]  # fmt: skip
    points = "\n".join(f"{n % 90 + 1}. {line}" for n, line in enumerate(lines))
    text = "Kính gửi: Các chi bộ.\nĐảng ủy xã yêu cầu các chi bộ thực hiện:\n"
    text = (text + points * (1 + letters // len(points)))[:letters]

    def once() -> float:
        begun = time.process_time()
        propose(text)
        return time.process_time() - begun

    return min(once() for _ in range(3))


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.obligations.papers import NOISES, papers, scans
    from tests.obligations.scoring import KINDS, Score, score, score_texts

    ask = argparse.ArgumentParser()
    ask.add_argument("--faults", action="store_true")
    ask.add_argument("--noise", choices=list(NOISES))
    ask.add_argument("--type")
    told = ask.parse_args()

    def line(label: str, found: Score) -> None:
        cells = (f"{found.precision(k):6.1%} {found.recall(k):6.1%}" for k in KINDS)
        print(f"{label:<22}" + "  ".join(cells))

    def report(label: str, some: "Iterable[Paper]", noise: str) -> None:
        chosen = list(some)
        if chosen:
            found = score(chosen, noise)
            line(f"{label} ({len(chosen)})", found)
            if told.faults:
                print(*found.faults, sep="\n")

    every = [p for p in papers() if told.type in (None, p.type)]
    print(f"{len(every)} papers; precision and recall\n{'':<22}"
          + "  ".join(f"{k:<13}" for k in KINDS))  # fmt: skip
    for noise in [told.noise] if told.noise else NOISES:
        report(f"{noise}: written on", (p for p in every if not p.unseen), noise)
        report(f"{noise}: unseen", (p for p in every if p.unseen), noise)
    if not (told.noise or told.type):
        read = score_texts(scans(), "ocr")
        line(f"Tesseract ({len(scans())})", read)
        print(*read.faults, sep="\n")
    if not told.faults:
        for kind in dict.fromkeys(p.type for p in every):
            report(f"{told.noise or 'clean'}: {kind}", (p for p in every if p.type == kind),
                   told.noise or "clean")  # fmt: skip
    for pages, aim in ((4, "200 ms"), (100, "2 s")):
        print(f"{pages} pages: {seconds(every, pages * 2_600) * 1000:.0f} ms (aim {aim})")


if __name__ == "__main__":
    main()
