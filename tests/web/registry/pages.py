"""Asking for pages and reading them."""

from typing import Any

from django.test import Client
from lxml import html
from tests import factories

from dangvu.access.matrix import Role
from dangvu.orgs.models import Unit


def browser(role: Role, place: Unit, **more: Any) -> Client:
    """A browser in which somebody of that role, for that unit, is signed in."""
    return factories.signed_in(factories.account(role, place, **more))


def page(client: Client, path: str, **more: Any) -> html.HtmlElement:
    """A page that must come whole."""
    answer = client.get(path, **more)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return html.fromstring(answer.content.decode())


def sent(client: Client, path: str, expected: int = 302, **fields: Any) -> Any:
    """What a form is answered with: a redirect, or the page again with that status."""
    answer = client.post(path, fields)
    assert answer.status_code == expected, _said(answer)
    factories.own()
    return answer


def _said(answer: Any) -> str:
    body = html.fromstring(answer.content.decode() or "<p></p>")
    errors = body.xpath("//*[contains(@class,'err')]")
    return f"{answer.status_code}: " + " | ".join(
        " ".join(e.text_content().split()) for e in errors
    )


def words(element: html.HtmlElement) -> str:
    """The text of an element, white space collapsed."""
    return " ".join(" ".join(element.itertext()).split())


def read(answer: Any) -> html.HtmlElement:
    """The page of an answer."""
    return html.fromstring(answer.content.decode())
