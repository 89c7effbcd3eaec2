"""The only place that knows what time it is."""

from datetime import date, datetime

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
