"""Templates, styles and scripts: nothing inline, nothing from outside, proper Vietnamese."""

import ast
import re
from pathlib import Path

from tests.house.tree import SOURCE, name, ours, report, syntax

INLINE = {
    "a style attribute": re.compile(r"<[a-zA-Z][^<>]*\sstyle\s*=", re.DOTALL),
    "a <style> block": re.compile(r"<style\b", re.IGNORECASE),
    "a script block": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=.application/json)", re.IGNORECASE
    ),
    "an event attribute": re.compile(r"<[a-zA-Z][^<>]*\s(on[a-z]+|hx-on[:-]\S*)\s*=", re.DOTALL),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
# Addresses that name a vocabulary and are never fetched.
VOCABULARIES = re.compile(r"https?://www\.w3\.org/[\w/#.-]*")
OUTSIDE = {
    ".html": re.compile(
        r"<(?:link|script|img|iframe|source|video|audio|object|embed|use)\b[^>]*"
        r"(?:src|href|srcset|data)\s*=\s*[\"']?(?:https?:)?//",
        re.IGNORECASE,
    ),
    ".css": re.compile(r"(?:@import\s+|url\(\s*)[\"']?(?:https?:)?//", re.IGNORECASE),
    ".js": re.compile(r"[\"'`](?:https?:|wss?:)?//"),
    ".svg": re.compile(r"(?:href|src)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
}
TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<[^>]*>", re.DOTALL)
COMMENT = re.compile(r"\{% comment.*?endcomment %\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
FILLER = re.compile(r"lorem ipsum|dolor sit amet|\bfoo ?bar\b|\bTODO\b|\bFIXME\b", re.IGNORECASE)


def templates() -> list[Path]:
    """Every template: they stand beside their views."""
    return ours(SOURCE, ".html")


def test_nothing_is_inline() -> None:
    faults = []
    for path in templates():
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        faults += [f"{name(path)}: {what}" for what, sign in INLINE.items() if sign.search(text)]
    for path in ours(SOURCE / "web", ".py"):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for what, sign in INLINE.items():
                    if sign.search(node.value):
                        faults.append(f"{name(path)}:{node.lineno}: {what}")
    assert not faults, report(faults)


def test_nothing_is_loaded_from_outside() -> None:
    faults = []
    for path in ours(SOURCE, *OUTSIDE):
        text = VOCABULARIES.sub("", path.read_text(encoding="utf-8"))
        faults += [f"{name(path)}: {hit[0][-80:]}" for hit in OUTSIDE[path.suffix].finditer(text)]
    assert not faults, report(faults)


def test_templates_are_finished_texts() -> None:
    faults = [
        f"{name(path)}: {hit[0]}"
        for path in templates()
        if (hit := FILLER.search(path.read_text(encoding="utf-8")))
    ]
    assert not faults, report(faults)


def test_the_voice_is_calm() -> None:
    faults = [
        f"{name(path)}: an exclamation mark"
        for path in templates()
        if "!" in TAGS.sub("", path.read_text(encoding="utf-8"))
    ]
    assert not faults, report(faults)


def test_whole_pages_say_their_language() -> None:
    faults = [
        name(path)
        for path in templates()
        if re.search(r"<html\b(?![^>]*\blang=.vi\b)", path.read_text(encoding="utf-8"))
    ]
    assert not faults, report(faults)


def test_sees_what_it_forbids() -> None:
    guilty = [
        '<p class="a" style="color:red">',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        "<button\n  onclick='x()'>",
        '<form hx-on:submit="x">',
        '<a href="javascript:x">',
    ]
    innocent = [
        '<script src="/static/a.js" defer></script>',
        '<script type="application/json" id="d">{}</script>',
        '<p class="style">Style = kiểu</p>',
        '<input name="on">',
        '<button hx-confirm="x">',
    ]
    for text in [*guilty, *innocent]:
        assert any(sign.search(text) for sign in INLINE.values()) is (text in guilty), text
    assert OUTSIDE[".html"].search('<link rel="stylesheet" href="https://a.example/x.css">')
    assert OUTSIDE[".css"].search("@import url('//a.example/x.css')")
    assert not OUTSIDE[".html"].search('<a href="https://xaydungdang.example/">Nguồn</a>')
