"""The month sheet of the province and of a commune: page against its own SQL run bare, the scoped
user against one whom row security does not hold, and the number of statements.

    DANGVU_DATA=… .venv/bin/python bench/month.py [--month 2026-05] [--slowest]
"""

import argparse
from typing import Any

import house as h

MOST_PAGE, MOST_SCOPED = 3.0, 1.5


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--month", default="2026-05")
    words.add_argument("--slowest", action="store_true", help="name the slowest statements")
    asked = words.parse_args()
    with h.demo_house() as here:
        for username in ("tinh", "xa"):
            measure(here, username, asked.month, asked.slowest)
        count_statements(here, asked.month)


def measure(here: h.House, username: str, month: str, slowest: bool) -> None:
    """Page, its SQL bare as the same user, and the same SQL past row security, taking turns."""
    from django.urls import reverse

    browser = h.sign_in(username)
    path = browser.get(reverse("month", args=[month])).headers["Location"]
    for _ in range(h.WARM):
        answer = h.ask(browser, path)
    kept = h.statements(browser, path)
    with here.connect() as scoped, here.connect(past_the_wall=True) as free:
        took = h.alternating(
            page=lambda: h.ask(browser, path),
            bare=lambda: h.run_bare(scoped, kept),
            free=lambda: h.run_bare(free, kept, role="none"),
        )
    inside = sum(one.seconds for one in kept)
    print(f"\n{username}: {path} ({len(answer.content):,} bytes, {len(kept)} statements)")
    print(f"  page                       {h.ms(took['page'])}")
    print(f"  its SQL bare               {h.ms(took['bare'])}  (inside the page {h.ms(inside)})")
    print(f"  the same past row security {h.ms(took['free'])}")
    print(f"  page / SQL    {h.verdict(took['page'] / took['bare'], MOST_PAGE)}")
    print(f"  scoped / free {h.verdict(took['bare'] / took['free'], MOST_SCOPED)}")
    if slowest:
        for one in sorted(kept, key=lambda s: -s.seconds)[:6]:
            print(f"  {h.ms(one.seconds)}  {' '.join(one.sql.split())[:110]}")


def count_statements(here: h.House, month: str) -> None:
    """Statements of sheets of ever more bodies, in one reach. Constant means: the same number."""
    from django.urls import reverse

    browser = h.sign_in("tinh")
    print("\nstatements by the number of bodies on the sheet (units with targets of their own)")
    for bodies, unit_id in _units_by_bodies(here):
        path = reverse("month_of", args=[month, unit_id])
        print(f"  {bodies:4} bodies: {len(h.statements(browser, path))} statements")


def _units_by_bodies(here: h.House) -> list[Any]:
    """(bodies, unit) of the sheets with a campaign: smallest, middle, largest."""
    with here.connect(past_the_wall=True) as link:
        rows = link.execute(
            "SELECT count(*) AS bodies, p.parent_id FROM orgs_placement AS p"
            " JOIN targets_campaign AS c ON c.unit_id = p.parent_id AND c.ends_on >= now()"
            " WHERE p.valid_until IS NULL GROUP BY p.parent_id ORDER BY bodies, p.parent_id"
        ).fetchall()
    return [rows[0], rows[len(rows) // 2], rows[-1]]


if __name__ == "__main__":
    main()
