"""A QR code as a path of an inline SVG: made here, nothing leaves the machine."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4


@dataclass(frozen=True)
class Picture:
    """``side`` of the square with its quiet zone, in modules; ``path`` of the dark ones."""

    side: int
    path: str


def picture(text: str) -> Picture:
    """The QR code of a text."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = 1
            while row[x] and x + width < len(row) and row[x + width]:
                width += 1
            if row[x]:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return Picture(len(rows), "".join(runs))
