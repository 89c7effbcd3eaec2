"""The private calendar of an account: its address kept or given up, and what a program reads."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dangvu.access.actions.feeds import end_feed, make_feed, note_read, reader_of
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import entered
from dangvu.admissions import cases
from dangvu.admissions.cases.words import titled
from dangvu.kernel import clock
from dangvu.office.calendars import DayEvent, calendar_file
from dangvu.rules.procedure import Stage
from dangvu.web.admissions.board import calendar_page
from dangvu.web.shell.gate import Gate, gate
from dangvu.web.shell.request import EarlyRequest, Request

BACK, AHEAD = timedelta(days=400), timedelta(days=400)


@gate(Action.VIEW_CASES)
@require_POST
def keep(request: Request) -> HttpResponse:
    """Makes the address anew and shows it once, or gives it up."""
    if request.POST.get("do") == "make":
        secret = make_feed(request.actor)
        return calendar_page(request, request.build_absolute_uri(f"/lich/{secret}.ics"))
    if end_feed(request.actor):
        messages.success(request, "Đã bỏ địa chỉ. Chương trình lịch không đọc được nữa.")
    return redirect("case_calendar")


@gate(Gate.OPEN)
@require_GET
def read(request: EarlyRequest, secret: str) -> HttpResponse:
    """What is due within reach of whose address it is: day, work, cell, initials; no name."""
    today = clock.today()
    found = reader_of(secret, today)
    if found is None or reach(found[0].role, Action.VIEW_CASES) is Reach.NONE:
        raise Http404("Không có lịch này.")
    actor, feed = found
    with entered(actor):
        note_read(actor, feed, today)
        due = cases.calendar(actor, actor.unit_id, today - BACK, today + AHEAD, today)
    events = [
        DayEvent(
            f"{entry.row.pk}-{entry.due.code}", entry.on,
            f"Hạn: {titled(Stage(entry.row.stage), entry.due, entry.due.code)}",
            f"Hồ sơ {entry.row.pk} ({initials(entry.row.full_name)}), {entry.row.unit.name}. "
            f"{entry.due.who_vi} thực hiện.",
        )
        for entry in due.entries
    ]  # fmt: skip
    content = calendar_file("Hạn hồ sơ kết nạp", events, clock.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def initials(name: str) -> str:
    """The first letters of a name: enough to know whom one knows."""
    return "".join(f"{word[0]}." for word in name.split())
