"""The pages people open all day, as each role: how long each takes and how many statements it
sends. Home, unit page and a node of the tree are to come under 100 ms.

    DANGVU_DATA=… .venv/bin/python bench/pages.py [--rounds 15]

A page a role may not open is a dash; an address that does not exist yet is left out, with a word.
"""

import argparse
from typing import Any

import house as h

ACCOUNTS = "tinh xa bithu dangvien ubkt tuyengiao vanthu quantri kiemtoan".split()
MOST_MS = 100
#: Name of the address, whether it takes the unit of the account, whether it must come in time.
PAGES = (
    ("home", False, True),
    ("unit", True, True),
    ("unit_branch", True, True),
    ("unit_tree", False, False),
    ("month_of", True, False),
    ("member_list", False, False),
    ("admission_list", False, False),
    ("campaigns", False, False),
    ("paper_list", False, False),
    ("accounts", False, False),
    ("audit", False, False),
)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=15)
    asked = words.parse_args()
    with h.demo_house():
        from django.urls import NoReverseMatch

        people = {name: (h.sign_in(name), _unit_of(name)) for name in ACCOUNTS}
        print(f"\n{'ms / statements':16}" + "".join(f"{name:>13}" for name in ACCOUNTS))
        late = []
        for name, takes_unit, in_time in PAGES:
            cells = []
            for account, (browser, unit_id) in people.items():
                try:
                    path = _address(name, unit_id if takes_unit else None)
                except NoReverseMatch:
                    print(f"{name:16}  no such address yet")
                    break
                milliseconds, number = measure(browser, path, asked.rounds)
                cells.append(f"{milliseconds:7.1f} /{number:3}" if number else "–")
                if in_time and milliseconds > MOST_MS:
                    late.append(f"{name} as {account}: {milliseconds:.0f} ms, at most {MOST_MS}")
            else:
                print(f"{name:16}" + "".join(f"{cell:>13}" for cell in cells))
        print("\n".join(["", *(f"MISSED {one}" for one in late)]) if late else "\nall in time")


def measure(browser: Any, path: str, rounds: int) -> tuple[float, int]:
    """Median milliseconds and statements of a page; zeros for one the role may not open."""
    if browser.get(path).status_code != 200:
        return 0.0, 0
    took = h.alternating(rounds, page=lambda: h.ask(browser, path))
    return 1000 * took["page"], len(h.statements(browser, path))


def _address(name: str, unit_id: int | None) -> str:
    from django.urls import reverse

    if name == "month_of":
        return reverse(name, args=["2026-05", unit_id])
    return reverse(name, args=[] if unit_id is None else [unit_id])


def _unit_of(username: str) -> int:
    from dangvu.access.queries import actor_named
    from dangvu.kernel import clock

    actor = actor_named(username, clock.today())
    assert actor is not None
    return actor.unit_id


if __name__ == "__main__":
    main()
