"""The words of a case's own fields, and what the province chose: figures and days."""

from datetime import date

from dangvu.admissions.models import Case, CaseHelper, DayOff, RuleChoice

INTRODUCED_BY: list[tuple[str, str]] = Case.IntroducedBy.choices
LEFT_HOW: list[tuple[str, str]] = Case.LeftHow.choices
HELPER_ROLES: list[tuple[str, str]] = CaseHelper.Role.choices
HELPER = CaseHelper.Role.HELPER


def chosen_on(on: date) -> dict[str, RuleChoice]:
    """The province's choice of each figure that holds on a day. One statement."""
    rows = RuleChoice.objects.filter(since__lte=on).order_by("since", "id")
    return {row.name: row for row in rows}


def choices_of(name: str) -> list[RuleChoice]:
    """Every choice of one figure, the latest first. One statement."""
    return list(RuleChoice.objects.filter(name=name).order_by("-since", "-id"))


def days_off(first_year: int) -> list[DayOff]:
    """The province's own days from a year on. One statement."""
    return list(DayOff.objects.filter(on__year__gte=first_year).order_by("on"))
