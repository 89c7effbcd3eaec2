"""Saying no with a reason: what an action raises when the facts, not the rights, forbid it."""


class Impossible(Exception):
    """The facts forbid it. ``message_vi`` says where and why; ``field`` is the form's field, if
    one is to blame; ``code`` is English and stable, for the command line."""

    def __init__(self, code: str, message_vi: str, field: str = "") -> None:
        super().__init__(message_vi)
        self.code = code
        self.message_vi = message_vi
        self.field = field


class Overtaken(Impossible):
    """Somebody else was first: nothing of ours was written."""
