"""A check of ``dangvu check-invariants``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """What always holds, in a sentence, and the statement that finds where it does not."""

    code: str
    holds_vi: str
    sql: str
