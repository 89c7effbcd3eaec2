"""A Word model taken apart: what it may contain, which names it uses, and how it is filled in.

The placeholders are docxtpl's ({{ name }}, {% if %}, {%p %}, {%tr %}, {%tc %}). A clerk writes
them, so they are treated as foreign code: only names, loops, conditions and a few filters are
admitted, nothing can be called, and the whole runs in a sandbox.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from dangvu.office.archives import MB, Limits, Member, Package, PackageRefused, kind_of, pack
from dangvu.office.wordtables import settle_tables

MODEL_LIMITS = Limits(max_bytes=5 * MB, max_unpacked=40 * MB, max_members=400)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN = f"{_WORD}document.main+xml"
_TEXT_TYPES = {_MAIN, *(f"{_WORD}{k}+xml" for k in ("header", "footer", "footnotes", "endnotes"))}
_FILTERS = {"upper", "lower", "capitalize", "length", "count", "join"}
_DEEPEST_LOOP = 3
_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.Concat,
)
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_LINE_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')


class LetterRefused(ValueError):
    """A model or a letter that cannot be made. `code` is stable; `message_vi` says why."""

    def __init__(self, code: str, message_vi: str) -> None:
        super().__init__(message_vi)
        self.code = code
        self.message_vi = message_vi


def _printed(value: object) -> Markup:
    """A payload's value as it stands in a run: escaped, line breaks kept."""
    if value is None or isinstance(value, bool):
        raise LetterRefused(
            "flag_printed", "Mẫu in ra một dấu hiệu có/không, chỉ dùng được trong điều kiện."
        )
    text = _NOT_XML.sub("", str(value))
    return _LINE_BREAK.join(escape(line) for line in text.split("\n"))


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_printed
    )
    environment.filters = {k: v for k, v in environment.filters.items() if k in _FILTERS}
    environment.globals.clear()
    return environment


_ENVIRONMENT = _environment()
_PATCHER = DocxTemplate("")


@dataclass(frozen=True)
class TextPart:
    """A part of the model with text to fill in: its member name, its XML ready for the sandbox, its
    source.
    """

    name: str
    source: str
    original: str

    def compiled(self) -> Template:
        """The part as a template. Raises jinja2's TemplateSyntaxError."""
        return _ENVIRONMENT.from_string(self.source)

    def parsed(self) -> nodes.Template:
        """The part as a syntax tree. Raises jinja2's TemplateSyntaxError."""
        return _ENVIRONMENT.parse(self.source)

    def near(self, line: int) -> str:
        """The text of the paragraph at a line of `source`, to show where something is wrong."""
        for candidate in self.source.split("\n")[max(line - 1, 0) :]:
            text = re.sub(r"<[^>]+>", "", candidate).strip()
            if text:
                return text[:80]
        return ""


class WordModel:
    """A .docx model. Raises `LetterRefused` when the file is not one at all (see `open_model`)."""

    def __init__(self, package: Package, types: Mapping[str, str]) -> None:
        self.package = package
        self.types = types
        self.parts = [
            self._text_part(m.filename) for m in package.members if self._has_text(m.filename)
        ]

    def _has_text(self, name: str) -> bool:
        return self.types.get(f"/{name}") in _TEXT_TYPES

    def _text_part(self, name: str) -> TextPart:
        original = self.package.read(name).decode("utf-8")
        patched = _PATCHER.patch_xml(original)
        return TextPart(name, re.sub(r"<w:p([ >])", r"\n<w:p\1", patched), original)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name the model uses, as "annex.rows[].name". Raises
        `LetterRefused("forbidden")`.
        """
        found: set[str] = set()
        for part in self.parts:
            found.update(_names_in(part.parsed()))
        return frozenset(found)

    @cached_property
    def _templates(self) -> dict[str, Template]:
        return {part.name: part.compiled() for part in self.parts}

    @cached_property
    def _fixed(self) -> dict[str, bytes]:
        filled = {p.name for p in self.parts} | {"docProps/core.xml", "docProps/app.xml"}
        names = [m.filename for m in self.package.members if m.filename not in filled]
        return {name: self.package.read(name) for name in names if not name.endswith("/")}

    def fill(self, payload: Mapping[str, Any]) -> bytes:
        """The paper. Raises `LetterRefused` naming what the payload lacks."""
        try:
            absent = sorted(name for name in self.names if not _present(payload, name))
            if absent:
                raise LetterRefused("missing", f"Chưa có dữ liệu cho {_quoted(absent)} trong mẫu.")
            return pack(
                [
                    self._member(m.filename, payload)
                    for m in self.package.members
                    if m.filename[-1] != "/"
                ]
            )
        except UndefinedError as reason:
            raise LetterRefused(
                "missing", f"Chưa có dữ liệu cho một chỗ điền: {reason}."
            ) from reason
        except TemplateError as reason:
            raise LetterRefused("syntax", f"Mẫu viết sai một chỗ điền: {reason}.") from reason

    def _member(self, name: str, payload: Mapping[str, Any]) -> Member:
        if name in self._templates:
            return Member(name, self._filled(name, payload))
        if name == "docProps/core.xml":
            return Member(name, _core(payload))
        if name == "docProps/app.xml":
            return Member(name, _APP)
        return Member(name, self._fixed[name])

    def _filled(self, name: str, payload: Mapping[str, Any]) -> bytes:
        xml = re.sub(r"\n<w:p([ >])", r"<w:p\1", self._templates[name].render(payload)).encode()
        try:
            root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as reason:
            raise LetterRefused(
                "broken",
                "Mẫu có điều kiện hoặc vòng lặp cắt ngang đoạn, bảng nên không ghép "
                "thành văn bản được.",
            ) from reason
        settle_tables(root)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def open_model(data: bytes) -> WordModel:
    """The model in `data`. Raises `LetterRefused`: too_large, not_word, encrypted, old_word,
    macros, corrupt, zip_bomb.
    """
    if len(data) > MODEL_LIMITS.max_bytes:
        raise LetterRefused("too_large", "Mẫu nặng quá 5 MB. Đồng chí bỏ ảnh nặng rồi nộp lại.")
    kind = kind_of(data)
    if kind != "zip":
        code, reason = {
            "empty": ("corrupt", "Tệp không có nội dung."),
            "encrypted": ("encrypted", "Tệp đang đặt mật khẩu. Đồng chí gỡ mật khẩu rồi nộp lại."),
            "old_word": (
                "old_word",
                "Tệp Word đời cũ (.doc). Đồng chí lưu thành .docx rồi nộp lại.",
            ),
        }.get(kind, ("not_word", "Tệp không phải là văn bản Word (.docx)."))
        raise LetterRefused(code, reason)
    try:
        package = Package(data, MODEL_LIMITS)
        package.check_all()
        if any(n.lower().endswith("vbaproject.bin") for n in package.names):
            raise LetterRefused(
                "macros", "Tệp có macro. Đồng chí lưu thành .docx, không macro, rồi nộp lại."
            )
        types = _content_types(package)
        if _MAIN not in types.values():
            raise LetterRefused("not_word", "Tệp không phải là văn bản Word (.docx).")
        return WordModel(package, types)
    except PackageRefused as refused:
        raise LetterRefused(refused.code, refused.message_vi) from refused
    except (UnicodeDecodeError, etree.XMLSyntaxError, KeyError) as reason:
        raise LetterRefused(
            "corrupt", "Tệp bị hỏng. Đồng chí mở bằng Word, lưu lại rồi nộp lại."
        ) from reason


def _content_types(package: Package) -> dict[str, str]:
    root = etree.fromstring(package.read("[Content_Types].xml"))
    return {
        node.get("PartName", ""): node.get("ContentType", "")
        for node in root
        if isinstance(node.tag, str) and node.tag.endswith("}Override")
    }


# --------------------------------------------------------------------------- names


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{n}”" for n in names)


def _names_in(tree: nodes.Template) -> set[str]:
    found: set[str] = set()
    for node in tree.body:
        _visit(node, {}, found, 0)
    return found


def _forbidden(what: str) -> LetterRefused:
    return LetterRefused(
        "forbidden", f"Mẫu dùng cách viết không được phép ({what}). Chỉ dùng chỗ điền, if và for."
    )


def _visit(node: nodes.Node, scope: Mapping[str, str], found: set[str], depth: int) -> None:
    if not isinstance(node, _NODES):
        raise _forbidden(type(node).__name__.lower())
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        raise _forbidden(f"|{node.name}")
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        name = _path(node, scope)
        if name:
            found.add(name)
        return
    if isinstance(node, nodes.For):
        _visit_loop(node, scope, found, depth)
        return
    for child in node.iter_child_nodes():
        _visit(child, scope, found, depth)


def _visit_loop(node: nodes.For, scope: Mapping[str, str], found: set[str], depth: int) -> None:
    if depth >= _DEEPEST_LOOP or node.recursive or node.test is not None:
        raise _forbidden("for lồng quá sâu" if depth >= _DEEPEST_LOOP else "for có điều kiện")
    if not isinstance(node.target, nodes.Name) or not isinstance(
        node.iter, nodes.Name | nodes.Getattr
    ):
        raise _forbidden("for")
    over = _path(node.iter, scope) + "[]"
    if over in scope.values():  # every line again for every line
        raise _forbidden("for lồng trong chính danh sách ấy")
    found.add(over)
    inner = {**scope, node.target.name: over, "loop": ""}
    for child in (*node.body, *node.else_):
        _visit(child, inner, found, depth + 1)


def _path(node: nodes.Node, scope: Mapping[str, str]) -> str:
    """ "annex.rows[].name" for what the expression stands for; "" for the loop's own counters."""
    if isinstance(node, nodes.Name):
        if node.name.startswith("_"):
            raise _forbidden(node.name)
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        last = node.attr
        inner = node.node
    elif (
        isinstance(node, nodes.Getitem)
        and isinstance(node.arg, nodes.Const)
        and isinstance(node.arg.value, str)
    ):
        last = node.arg.value
        inner = node.node
    else:
        raise _forbidden(type(node).__name__.lower())
    if last.startswith("_"):
        raise _forbidden(last)
    before = _path(inner, scope)
    return f"{before}.{last}" if before else ""


def _present(payload: object, name: str) -> bool:
    values: list[object] = [payload]
    for step in name.split("."):
        key = step.removesuffix("[]")
        if not all(isinstance(v, Mapping) and key in v for v in values):
            return False
        reached = [v[key] for v in values]  # type: ignore[index]
        for _ in range(step.count("[]")):
            if not all(isinstance(v, list | tuple) for v in reached):
                return False
            reached = [item for v in reached for item in v]
        values = reached
    return True


# --------------------------------------------------------------------------- properties

_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def _core(payload: Mapping[str, Any]) -> bytes:
    """Properties that name the paper and its issuer, and neither a person nor an hour."""
    head = payload.get("letterhead")
    issuer = head.get("issuer", "") if isinstance(head, Mapping) else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        "<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(_NOT_XML.sub('', str(payload.get('title', ''))))}</dc:title>"
        f"<dc:creator>{escape(_NOT_XML.sub('', str(issuer)))}</dc:creator>"
        "<dc:language>vi-VN</dc:language></cp:coreProperties>"
    ).encode()


def syntax_problem(part: TextPart, error: TemplateSyntaxError) -> str:
    """A syntax error in a clerk's words, with the text it stands in."""
    message = (error.message or "").lower()
    if "unexpected end of template" in message or "looking for" in message:
        what = "thiếu {% endif %} hoặc {% endfor %}"
    elif "unknown tag" in message:
        what = "có lệnh viết sai trong {% %}"
    elif "filter" in message:
        what = "có cách viết sau dấu | không được phép"
    else:
        what = "có dấu ngoặc {{ }} hoặc {% %} viết sai"
    return f"Mẫu {what}, gần chỗ “{part.near(error.lineno)}”."
