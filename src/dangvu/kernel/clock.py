"""The only place that knows what time it is."""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present instant; in the demo the demo's day with the real time of day."""
    present = timezone.localtime()
    if settings.DEMO_TODAY:
        day = date.fromisoformat(settings.DEMO_TODAY)
        return present.replace(year=day.year, month=day.month, day=day.day)
    return present


def today() -> date:
    """The present day in Vietnam."""
    return now().date()


def local(instant: datetime) -> datetime:
    """An instant as the clock on a Vietnamese wall shows it."""
    return timezone.localtime(instant)


def real() -> datetime:
    """The present instant also in the demo: for what other programs time by their own clock, such
    as lock-outs."""
    return timezone.localtime()


def midnight(day: date) -> datetime:
    """The instant a day begins in Vietnam."""
    return timezone.make_aware(datetime.combine(day, time.min))
