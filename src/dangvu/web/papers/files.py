"""Files of the register, sent to be saved; each leaves an event."""

from django.http import HttpResponse

from dangvu.documents import queries
from dangvu.documents.papers import given_name
from dangvu.documents.queries import Paper
from dangvu.kernel import audit
from dangvu.web.shell.request import Request


def saved(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be saved under that name."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def given_file(request: Request, found: Paper, version: int = 0) -> HttpResponse:
    """A version of the file that was given in, 0 the newest; 404 if there is none."""
    file = queries.file_of(found, version)
    audit.record(
        request.actor,
        "download_paper",
        kind=audit.Kind.EXPORT,
        subject=("paper", found.pk),
        unit_path=found.unit_path,
        data={"number": found.number_symbol, "sha256": file.sha256, "revision": file.version},
    )
    return saved(bytes(file.content), given_name(file), file.media_type)
