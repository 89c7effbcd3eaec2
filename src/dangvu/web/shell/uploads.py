"""Uploads that are too heavy are refused by their declared size, before a byte is kept."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dangvu.office.workbooks import BookRefused, Limits, check_size

GetResponse = Callable[[HttpRequest], HttpResponse]

_AROUND_A_FILE = 256 * 1024  # the other fields of the form
_DRAINED = 512 * 1024 * 1024
_PIECE = 256 * 1024


class UploadLimitMiddleware:
    """Answers 413 with the reason to a request whose body is over the limit.

    The body is read off piece by piece and thrown away, so that the browser gets to the answer
    instead of a broken connection; nothing is parsed and nothing stays in memory.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if not size or request.method != "POST":
            return self.get_response(request)
        reason = _too_heavy(size, with_file=request.content_type == "multipart/form-data")
        if not reason:
            return self.get_response(request)
        drained = 0
        while drained < _DRAINED and (piece := request.read(_PIECE)):
            drained += len(piece)
        return render(request, "shell/error_413.html", {"reason": reason}, status=413)


def _too_heavy(size: int, *, with_file: bool) -> str:
    if with_file:
        try:
            check_size(size - _AROUND_A_FILE, Limits(max_bytes=settings.UPLOAD_LIMIT))
        except BookRefused as refused:
            return refused.message_vi
        return ""
    if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return "Phần dán vào quá dài. Đồng chí lưu bảng thành tệp .xlsx rồi nộp tệp."
    return ""
