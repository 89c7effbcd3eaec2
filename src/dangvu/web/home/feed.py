"""The private calendar of an account: its address kept or given up, and what a program reads."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access import queries as access
from dangvu.access.actions.feeds import end_feed, make_feed, note_read, reader_of
from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import entered
from dangvu.admissions import cases
from dangvu.admissions.cases.words import titled
from dangvu.kernel import clock
from dangvu.office.calendars import DayEvent, calendar_file
from dangvu.rules.procedure import Stage
from dangvu.statistics.owing import Item, owed_by
from dangvu.web.shell.gate import Gate, gate
from dangvu.web.shell.request import EarlyRequest, Request

BACK, AHEAD = timedelta(days=400), timedelta(days=400)
#: Lines that count cases: the calendar has each of these by itself.
CASES = {"cases_late", "cases_soon"}


@gate(Gate.ANY_ACTOR)
@require_http_methods(["GET", "POST"])
def keep(request: Request) -> HttpResponse:
    """The own calendar. Posting makes its address anew and shows it once, or gives it up."""
    address = ""
    if request.method == "POST":
        if request.POST.get("do") != "make":
            if end_feed(request.actor):
                messages.success(request, "Đã bỏ địa chỉ. Chương trình lịch không đọc được nữa.")
            return redirect("my_calendar")
        address = request.build_absolute_uri(f"/lich/{make_feed(request.actor)}.ics")
    context = {
        "address": address,
        "feed": access.feed_of(request.actor.account_id),
        "sees_cases": _sees_cases(request.actor),
    }
    return render(request, "home/calendar.html", context)


@gate(Gate.OPEN)
@require_GET
def read(request: EarlyRequest, secret: str) -> HttpResponse:
    """What is due for whose address it is: day, work, paper; of a case its cell and initials; no
    name."""
    today = clock.today()
    found = reader_of(secret, today)
    if found is None:
        raise Http404("Không có lịch này.")
    actor, feed = found
    with entered(actor):
        note_read(actor, feed, today)
        events = [*_duties(actor, today), *_cases(actor, today)]
    content = calendar_file("Việc và hạn", events, clock.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _sees_cases(actor: Actor) -> bool:
    return reach(actor.role, Action.VIEW_CASES) is not Reach.NONE


def _duties(actor: Actor, today: date) -> Iterator[DayEvent]:
    """Everything owed that has a day, each line by itself."""
    for item in owed_by(actor, today, until=today + AHEAD):
        if item.due_on and item.kind not in CASES:
            yield DayEvent(_key(item), item.due_on, f"Hạn: {item.outside}", item.cited)


def _key(item: Item) -> str:
    """The same for the same duty of the same period, whatever else changes."""
    about = item.month.iso if item.month else f"{item.due_on:%Y%m%d}"
    return f"{item.kind}-{item.key}-{about}"


def _cases(actor: Actor, today: date) -> Iterator[DayEvent]:
    """Limits of cases within reach, for who sees cases."""
    if not _sees_cases(actor):
        return
    due = cases.calendar(actor, actor.unit_id, today - BACK, today + AHEAD, today)
    for entry in due.entries:
        row = entry.row
        yield DayEvent(
            f"{row.pk}-{entry.due.code}", entry.on,
            f"Hạn: {titled(Stage(row.stage), entry.due, entry.due.code)}",
            f"Hồ sơ {row.pk} ({initials(row.full_name)}), {row.unit.name}. "
            f"{entry.due.who_vi} thực hiện.",
        )  # fmt: skip


def initials(name: str) -> str:
    """The first letters of a name: enough to know whom one knows."""
    return "".join(f"{word[0]}." for word in name.split())
