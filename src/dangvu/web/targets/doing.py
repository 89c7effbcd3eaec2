"""From a form to an action: done and told, or refused at the field to blame."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form

from dangvu.kernel.refusals import Impossible
from dangvu.web.components.fields import refuse
from dangvu.web.shell.request import Request


def done(request: Request, form: Form, act: Callable[[], object], said: str) -> bool:
    """Whether a valid form's action went through; then ``said`` is told on the next page.

    What the action refuses stands on the form, with what was typed.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except Impossible as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, said)
    return True
