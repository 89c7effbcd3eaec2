"""The demo before anybody is in it: numbers that give the published month, and a sound tree."""

from collections import Counter
from functools import cache

import pytest

from dangvu.cli.demo.communes import IN_SHAPE_208
from dangvu.cli.demo.names import KINH, full_name, keys
from dangvu.cli.demo.people import working_days
from dangvu.cli.demo.places import former_units, localities, places
from dangvu.cli.demo.plan import MEMBERS, REPORTING, THIS_YEAR, BodyPlan, body_plans, rng_of
from dangvu.cli.demo.units import Tree, grow
from dangvu.office.vietnamese import fold, sort_key
from dangvu.rules.months import Month
from dangvu.rules.organisations import PARENTS, Model, OrgCode, OrgKind, OrgType
from dangvu.rules.targets import DEFAULT_POLICY, Class, Facts, Verdict, classify, tally

SIZES = (3_000, 7_000, 40_000, MEMBERS, 1_300_000)


@cache
def plans(members: int, seed: int = 2026) -> tuple[BodyPlan, ...]:
    return body_plans(members, seed)


@cache
def tree(members: int) -> Tree:
    return grow(plans(members), 2026)


def verdicts(members: int, seed: int, through: Month) -> list[Verdict]:
    months = Month(2026, 1).through(through)
    return [
        classify(
            Facts.of_year(
                through, target=plan.target, months=tuple(plan.counts[m] for m in months)
            ),
            DEFAULT_POLICY,
        )
        for plan in plans(members, seed)
    ]


@pytest.mark.parametrize("seed", [1, 2026])
@pytest.mark.parametrize("members", SIZES)
def test_may_has_the_published_classes_whatever_the_size(members: int, seed: int) -> None:
    found = verdicts(members, seed, Month(2026, 5))
    counts = tally(found)
    assert (counts.high, counts.medium, counts.low) == (25, 22, 81)
    assert counts.zero == 7
    assert sum(verdict.accountability for verdict in found) == 26


@pytest.mark.parametrize("members", SIZES)
def test_april_differed(members: int) -> None:
    counts = tally(verdicts(members, 2026, Month(2026, 4)))
    assert (counts.high, counts.medium, counts.low) == (19, 26, 83)


@pytest.mark.parametrize("members", SIZES)
def test_the_members_are_as_many_as_asked_for(members: int) -> None:
    assert sum(plan.members for plan in plans(members)) == members
    assert all(sum(plan.recorded.values()) <= plan.members - 6 for plan in plans(members))


def test_the_whole_is_near_what_is_published() -> None:
    given = plans(MEMBERS)
    by_code = {plan.place.register_code: plan for plan in given}
    assert 0.039 < sum(plan.target for plan in given) / MEMBERS < 0.043
    assert by_code["LD001"].members == 2284
    assert by_code["LD024"].members == 1063
    assert (by_code["LD017"].target, sum(by_code["LD017"].counts[m] for m in THIS_YEAR)) == (
        104,
        38,
    )
    assert by_code["LD002"].target == 312
    assert {plan.course.may for plan in given[:4]} <= {Class.HIGH, Class.MEDIUM}


def test_another_seed_gives_another_province() -> None:
    assert plans(MEMBERS, 1) != plans(MEMBERS, 2)
    assert body_plans(20_000, 5) == body_plans(20_000, 5)


@pytest.mark.parametrize("members", [0, 2_999, 1_300_001])
def test_refuses_sizes_it_cannot_make(members: int) -> None:
    with pytest.raises(ValueError, match="3000 to 1300000"):
        body_plans(members, 1)


def test_only_reporting_bodies_hold_records_back() -> None:
    for plan in plans(MEMBERS):
        if plan.place.register_code in REPORTING:
            assert sum(plan.recorded.values()) < sum(plan.counts.values())
        else:
            assert plan.recorded == plan.counts


# ------------------------------------------------------------------ places


def test_the_reference_data_is_complete() -> None:
    rows = list(localities())
    assert Counter(bool(row.parent_code) for row in rows) == {True: 3321, False: 34}
    assert len({row.code for row in rows}) == len(rows)
    assert [place.register_code for place in places()] == [f"LD{n:03}" for n in range(1, 129)]
    assert sum(place.commune is None for place in places()) == 4


def test_reads_the_former_units_out_of_the_text() -> None:
    text = "Xã Bình Thạnh (huyện Tuy Phong), Thị trấn Liên Hương, phần còn lại của Xã Phú Lạc"
    assert former_units(text) == ("Xã Bình Thạnh", "Thị trấn Liên Hương", "Xã Phú Lạc")
    assert former_units("giữ nguyên") == ()


# ------------------------------------------------------------------ the tree


@pytest.mark.parametrize("members", [3_000, MEMBERS])
def test_units_are_numbered_in_the_order_of_their_paths(members: int) -> None:
    units = tree(members).units
    assert [unit.id for unit in units] == list(range(1, len(units) + 1))
    paths = [unit.path for unit in units]
    assert paths == sorted(paths)
    by_id = {unit.id: unit for unit in units}
    for unit in units[1:]:
        above = by_id[unit.parent_id or 0]
        assert unit.path.startswith(above.path + ".")
        assert unit.depth == above.depth + 1 == unit.path.count(".")


@pytest.mark.parametrize("members", [3_000, MEMBERS, 1_300_000])
def test_codes_are_sound_and_nobody_shares_one(members: int) -> None:
    codes = [unit.code for unit in tree(members).units]
    assert len(set(codes)) == len(codes)
    assert all(OrgCode.parse(code).m1 == "68" for code in codes)


def test_every_unit_stands_where_its_model_lets_it() -> None:
    by_id = {unit.id: unit for unit in tree(MEMBERS).units}
    faults = []
    for unit in tree(MEMBERS).units[1:]:
        if unit.valid_until:
            continue
        above = by_id[unit.parent_id or 0]
        if OrgType(above.type) not in PARENTS[Model(unit.model)][OrgType(unit.type)]:
            faults.append((unit.name, unit.type, above.type, unit.model))
    assert not faults


def test_both_models_are_there() -> None:
    bodies = [unit for unit in tree(MEMBERS).units if unit.depth == 1]
    models = Counter(unit.model for unit in bodies)
    assert models == {"294": 128 - len(IN_SHAPE_208), "208": len(IN_SHAPE_208)}


def test_known_bodies_have_the_published_organisations() -> None:
    units = tree(MEMBERS).units
    bodies = {unit.register_code: unit for unit in units if unit.depth == 1}
    wanted = {"LD001": (11, 1, 110), "LD002": (48, 18, None), "LD024": (3, 9, 50)}
    for code, (large, small, cells) in wanted.items():
        below = [unit for unit in units if unit.parent_id == bodies[code].id]
        types = Counter(unit.type for unit in below)
        assert (types[OrgType.GRASSROOTS], types[OrgType.GRASSROOTS_CELL]) == (large, small)
        if cells:
            branch = [u for u in units if u.path.startswith(bodies[code].path + ".")]
            assert sum(OrgType(unit.type).is_cell for unit in branch) == cells


def test_cells_hold_all_members_and_none_is_tiny() -> None:
    for members in (3_000, MEMBERS):
        cells = [cell for body in tree(members).bodies for cell in body.cells]
        assert sum(cell.node.size for cell in cells) == members
        assert min(cell.node.size for cell in cells) >= 5
    assert 13 < MEMBERS / len(cells) < 17


def test_names_of_units_repeat_under_no_parent() -> None:
    names = Counter((unit.parent_id, unit.name) for unit in tree(MEMBERS).units)
    assert max(names.values()) == 1
    assert all(unit.kind == "" or OrgKind(unit.kind) for unit in tree(MEMBERS).units)


def test_history_tells_of_a_merger_and_of_an_organisation_wound_up() -> None:
    grown = tree(MEMBERS)
    kinds = Counter(change.kind for change in grown.changes)
    assert kinds == {"found": 128, "merge": 1, "dissolve": 1}
    sides = Counter(
        row.side for row in grown.changed if row.change_id in
        {change.id for change in grown.changes if change.kind != "found"}
    )  # fmt: skip
    assert sides["before"] == 3
    assert sides["after"] == 1
    assert sides["moved"] >= 2


# ------------------------------------------------------------------ names


def test_keys_put_together_are_those_of_the_whole_name() -> None:
    rng = rng_of(1, "names")
    for group in ("01", "02", "08", "10", "12", "16", "17", "20", "22", "36"):
        for sex in "MF":
            for born in (1950, 2000):
                name = full_name(rng, group, sex, born)
                assert keys(name) == (fold(name), sort_key(name)), name
    hyphen = "Da-got K'Lan"
    assert keys(hyphen) == (fold(hyphen), sort_key(hyphen))


def test_names_follow_the_customs_of_a_group() -> None:
    rng = rng_of(2, "names")
    assert "K'" in full_name(rng, "16", "M", 1990)
    assert " Ka " in full_name(rng, "16", "F", 1990)
    assert full_name(rng, "12", "M", 1990).startswith("Y ")
    assert full_name(rng, "22", "F", 1990).startswith("Điểu Thị ")
    assert KINH == "Kinh"


def test_decisions_are_dated_on_working_days() -> None:
    days = working_days(Month(2026, 5))
    assert [day.day for day in days[:2]] == [4, 5]
    assert all(day.weekday() < 5 for day in days)
