"""Values that stand sealed in the database, and the keyed hash by which one may be found again.

The key is a site's own: ``DANGVU_FIELD_KEY`` (64 hex digits), or made at first need in the data
folder, readable by its owner alone. Whoever loses it loses the sealed values; ``docs/operations``
says how it is kept with the backups.
"""

import hashlib
import hmac
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12
KEY_LENGTH = 16
"""Bytes of a keyed hash."""


@cache
def _keys() -> tuple[AESGCM, bytes]:
    master = bytes.fromhex(settings.FIELD_KEY)
    seal = hmac.digest(master, b"dangvu.seal", "sha256")
    return AESGCM(seal), hmac.digest(master, b"dangvu.find", "sha256")


def seal(text: str) -> bytes | None:
    """The text sealed (AES-256-GCM), different every time; None for an empty one."""
    return seal_bytes(text.encode()) if text else None


def unseal(sealed: bytes | memoryview | None) -> str:
    """The text again. Raises as ``unseal_bytes`` does."""
    return unseal_bytes(sealed).decode() if sealed else ""


def seal_bytes(plain: bytes) -> bytes:
    """Bytes sealed, such as a whole workbook."""
    nonce = os.urandom(_NONCE)
    return nonce + _keys()[0].encrypt(nonce, plain, None)


def unseal_bytes(sealed: bytes | memoryview) -> bytes:
    """The bytes again. Raises ``cryptography.exceptions.InvalidTag`` where they were tampered with
    or sealed with another key."""
    whole = bytes(sealed)
    return _keys()[0].decrypt(whole[:_NONCE], whole[_NONCE:], None)


def find_key(text: str) -> bytes | None:
    """What equal texts have in common and nobody without the key can compute: 16 bytes."""
    if not text:
        return None
    return hmac.new(_keys()[1], text.encode(), hashlib.sha256).digest()[:KEY_LENGTH]
