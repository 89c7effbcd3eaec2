"""Five papers of our own, in the layouts papers come in: read from ``van_ban``.

A file begins with its places on the page, a line each ("subject: …"), then a blank line and its
paragraphs; notes begin "[1] " and stand last. A file without places is kept as the plain text it
is.
"""

import re
from collections import defaultdict
from importlib import resources

from dangvu.office.written import Written, written_paper

_PLACE = re.compile(r"([a-z]+): ?(.*)")
_NOTE = re.compile(r"\[\d+\] ")


def plain(name: str) -> bytes:
    """A paper that came as plain text."""
    return resources.files("dangvu.cli.demo").joinpath(f"van_ban/{name}.txt").read_bytes()


def word(name: str, **filled: str) -> bytes:
    """A paper as the Word file its office made; ``filled`` stands for the words in braces."""
    text = plain(name).decode()
    for slot, value in filled.items():
        text = text.replace("{" + slot + "}", value)
    head, _, rest = text.partition("\n\n")
    places: dict[str, list[str]] = defaultdict(list)
    for line in head.splitlines():
        if found := _PLACE.fullmatch(line):
            places[found[1]].append(found[2].strip())
    paragraphs = [" ".join(part.split()) for part in rest.split("\n\n") if part.strip()]

    def at(place: str) -> str:
        return " ".join(places[place])

    return written_paper(
        Written(
            superior=at("superior"),
            issuer=at("issuer"),
            number=at("number"),
            place_and_date=at("place"),
            subject=at("subject") or at("letter"),
            paragraphs=[part for part in paragraphs if not _NOTE.match(part)],
            recipients=places["to"],
            authority=at("authority"),
            post=at("post"),
            signer=at("signer"),
            type_name=at("type"),
            greeting=at("greeting"),
            draft=at("draft"),
            notes=[_NOTE.sub("", part) for part in paragraphs if _NOTE.match(part)],
        )
    )
