"""Where a request comes from, in words a person knows again."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# The first that fits names it: Edge and Cốc Cốc also call themselves Chrome, and Chrome Safari.
_PROGRAMS = (
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "máy Mac"),
    ("Linux", "Linux"),
)


def described(user_agent: str) -> str:
    """A browser as its owner would call it: "Chrome trên Windows"."""
    program = next((name for sign, name in _PROGRAMS if sign in user_agent), "Trình duyệt khác")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return f"{program} trên {system}" if system else program


def address(request: HttpRequest) -> str | None:
    """The network address a request comes from; behind our own proxy, the one the proxy saw."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS:
        told = request.headers.get("X-Forwarded-For", told).rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return None
