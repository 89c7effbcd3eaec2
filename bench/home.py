"""The first page of every role and the pages of targets: how long each takes, its SQL bare, and
how many statements it sends. The first page is to come under 100 ms.

    DANGVU_DATA=… .venv/bin/python bench/home.py [--slowest]
"""

import argparse

import house as h

MOST_HOME_MS = 100
ACCOUNTS = "tinh xa bithu dangvien ubkt tuyengiao vanthu quantri kiemtoan".split()
ROUNDS = 15


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--slowest", action="store_true", help="name the slowest statements")
    asked = words.parse_args()
    with h.demo_house() as here:
        print("\nfirst page       page        its SQL bare  statements")
        for username in ACCOUNTS:
            seconds = measure(here, username, "/", asked.slowest)
            if 1000 * seconds > MOST_HOME_MS:
                print(f"  {username}: MISSED, at most {MOST_HOME_MS} ms")
        print("\npages of targets, as the province specialist")
        for path in _pages(here):
            measure(here, "tinh", path, asked.slowest)


def measure(here: h.House, username: str, path: str, slowest: bool) -> float:
    """Prints a page's time, its SQL's time and its number of statements; gives the first."""
    browser = h.sign_in(username)
    for _ in range(h.WARM):
        h.ask(browser, path)
    kept = h.statements(browser, path)
    with here.connect() as scoped:
        took = h.alternating(
            ROUNDS, page=lambda: h.ask(browser, path), bare=lambda: h.run_bare(scoped, kept)
        )
    print(f"  {username:10} {h.ms(took['page'])}   {h.ms(took['bare'])}   {len(kept):4}   {path}")
    if slowest:
        for one in sorted(kept, key=lambda s: -s.seconds)[:4]:
            print(f"    {h.ms(one.seconds)}  {' '.join(one.sql.split())[:110]}")
    return took["page"]


def _pages(here: h.House) -> list[str]:
    """The campaign of the running year and what belongs to it."""
    from django.urls import reverse

    with here.connect(past_the_wall=True) as link:
        campaign, unit = link.execute(
            "SELECT id, unit_id FROM targets_campaign ORDER BY ends_on DESC, id LIMIT 1"
        ).fetchone()
    tried = "?mode=fixed&high_from=0,5&medium_from=0,2&date_basis=decision&zero_months=3"
    return [
        reverse("campaigns"),
        reverse("campaign", args=[campaign]),
        reverse("campaign_grid", args=[campaign]),
        reverse("policy", args=[unit]) + f"{tried}&month=2026-05",
        reverse("counts_of", args=[unit]),
        reverse("remedies"),
    ]


if __name__ == "__main__":
    main()
