"""What a form asks for, done: success said, a refusal put on the form, who was first told of."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.web.components.fields import refuse


def carried_out(request: HttpRequest, form: BaseForm, deed: Callable[[], str]) -> bool:
    """Whether the form's page is done with: the deed is done, or somebody else was first.

    ``deed`` acts and gives back what is said of it. False where it was refused: ``form`` says why.
    """
    try:
        said = deed()
    except Overtaken as late:
        messages.warning(request, late.message_vi)
    except Impossible as refusal:
        refuse(form, refusal)
        return False
    else:
        messages.success(request, said)
    return True
