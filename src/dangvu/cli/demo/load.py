"""Fills an empty database with the demo, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from dangvu.admissions.loading import load_admissions
from dangvu.cli.demo import findings
from dangvu.cli.demo.accounts import CAST, Scene, add_accounts, scene
from dangvu.cli.demo.arrivals import Arrivals, distribute
from dangvu.cli.demo.campaigns import campaigns, monthly_counts, policy
from dangvu.cli.demo.casebook import Casebook
from dangvu.cli.demo.cell_work import work
from dangvu.cli.demo.decisions import Register
from dangvu.cli.demo.directives import give_directives
from dangvu.cli.demo.following import carry_out
from dangvu.cli.demo.histories import Historian
from dangvu.cli.demo.letters import issue_letters
from dangvu.cli.demo.mixture import mix
from dangvu.cli.demo.months import close_months
from dangvu.cli.demo.movements import OTHER_COMMUNE, set_in_motion
from dangvu.cli.demo.officers import committees, provincial_committee
from dangvu.cli.demo.people import Registrar, Residents, Setting
from dangvu.cli.demo.places import localities
from dangvu.cli.demo.plan import MEMBERS, body_plans, rng_of
from dangvu.cli.demo.scribe import Scribe
from dangvu.cli.demo.times import CONGRESS, FOUNDED
from dangvu.cli.demo.units import ROOT_ID, Tree, grow
from dangvu.documents.loading import TermRow, load_terms
from dangvu.kernel.copying import continue_numbers
from dangvu.members.loading import PersonRow, load_posts
from dangvu.orgs import loading as orgs
from dangvu.targets import loading as targets

SEED = 2026
TODAY = date(2026, 6, 1)
ACTOR = "demo"
CLOSED_BY = "tinh"
Progress = Callable[[int, int, str], None]

_NUMBERED = ("orgs_unit", "orgs_change", "members_person", "admissions_admission",
             "admissions_case", "admissions_casehelper", "admissions_politicalclass",
             "targets_campaign", "targets_target", "access_account")  # fmt: skip
_LARGE = ("orgs_unit", "orgs_unitlabel", "orgs_placement", "members_person", "members_post",
          "members_headcount", "members_branchcount", "members_event", "members_spell",
          "members_particulars", "members_badge", "members_duesmonth", "members_stay",
          "admissions_admission", "admissions_case", "admissions_casestep",
          "admissions_casehelper", "admissions_casepaper", "admissions_attendee")  # fmt: skip


class NotEmpty(Exception):
    """The demo goes only into a database in which no organisation stands."""


@dataclass(frozen=True)
class Loaded:
    """How many of each the demo wrote."""

    units: int
    members: int
    admissions: int
    cases: int
    posts: int
    accounts: int


def load(
    members: int = MEMBERS,
    seed: int = SEED,
    on: date = TODAY,
    progress: Progress | None = None,
) -> Loaded:
    """Writes the demo: everything or nothing, the same for the same ``members`` and ``seed``.

    Connected as the owner of the tables. ``on``: the demo's day, not before 1 June 2026; it decides
    who is still probationary. ``progress`` is told members done, members in all, and what is being
    written. Raises ``NotEmpty``, and ``ValueError`` for a number of members it cannot make.
    """
    if on < TODAY:
        raise ValueError(f"The demo's day is {TODAY} or later, not {on}.")
    say = progress or (lambda done, total, label: None)
    if not orgs.is_empty():
        raise NotEmpty("The database already holds organisations.")
    plans = body_plans(members, seed)
    say(0, members, "Tổ chức đảng")
    tree = grow(plans, seed)
    here = scene(tree)
    arrivals = distribute(tree, seed, {here.cell.id: CAST.month})
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('dangvu.actor', %s, true)", [ACTOR])
        _write_tree(tree)
        done = _write_people(tree, arrivals, here, seed, on, members, say)
        say(members, members, "Chỉ tiêu")
        _write_targets(tree, arrivals, seed)
        continue_numbers(*_NUMBERED)
        _settle("ANALYZE")
        say(members, members, "Chốt tháng, phát hành công văn")
        close_months(CLOSED_BY)
        issue_letters()
        say(members, members, "Chuyển sinh hoạt, đề nghị sửa hồ sơ")
        set_in_motion(tree, here, on)
        say(members, members, "Văn bản chỉ đạo, nhiệm vụ")
        other = next(b for b in tree.bodies if b.place.register_code == OTHER_COMMUNE)
        given = give_directives(here, other.place, on)
        carry_out(tree, given, here.cell.id, seed)
        work(here, given, on)
    if not connection.in_atomic_block:
        say(members, members, "Sắp xếp dữ liệu")
        _settle("VACUUM ANALYZE")
    say(members, members, "Xong")
    return done


def _write_tree(tree: Tree) -> None:
    orgs.load_localities(localities())
    orgs.load_units(tree.units)
    orgs.load_labels(tree.labels)
    orgs.load_placements(tree.placements)
    orgs.load_changes(tree.changes, tree.changed)
    load_terms(
        [TermRow(ROOT_ID, "Nhiệm kỳ 2025-2030", CONGRESS)]
        + [TermRow(body.id, "Nhiệm kỳ 2025-2030", max(FOUNDED, body.founded))
           for body in tree.bodies]
    )  # fmt: skip


def _write_people(
    tree: Tree, arrivals: Arrivals, here: Scene, seed: int, on: date, members: int, say: Progress
) -> Loaded:
    casts = {here.cell.id: CAST}
    mixture = mix(tree, arrivals)
    registrar = Registrar(Setting(on, mixture, arrivals, casts))
    casebook = Casebook(seed, on, mixture)
    register = Register()
    scribe = Scribe(Historian(tree, registrar.recorded_at), seed, on)
    provincial: list[PersonRow] = []
    posts = accounts = cases = 0
    for body in tree.bodies:
        say(registrar.members, members, "Đảng viên")
        rng = rng_of(seed, body.place.register_code, "people")
        found: dict[int, Residents] = {
            cell.id: registrar.residents(body, cell, rng) for cell in body.cells
        }
        admissions = list(register.admissions(body, found))
        written = scribe.write(body, found, admissions, registrar, casts)
        load_admissions(admissions)
        cases += casebook.write(body, found, written.told, admissions)
        serving = committees(body, found, casts, rng, on, written.late)
        posts += load_posts(serving.posts)
        if body.place.commune is None:
            provincial += serving.candidates
        if body is here.body:
            accounts = add_accounts(here, found[here.cell.id], on)
    casebook.close()
    posts += load_posts(provincial_committee(provincial, rng_of(seed, "province")))
    return Loaded(len(tree.units), registrar.members, register.last_id, cases, posts, accounts)


def _write_targets(tree: Tree, arrivals: Arrivals, seed: int) -> None:
    given = campaigns(tree, arrivals, seed)
    targets.load_policies([policy()])
    targets.load_campaigns(given.campaigns)
    targets.load_targets(given.targets, given.adjustments, given.parts)
    targets.load_monthly_counts(monthly_counts(tree, seed))
    targets.load_findings(findings.findings(tree, seed))
    targets.load_accountabilities(findings.accountabilities(tree, seed))


def _settle(verb: str) -> None:
    """Lets the planner know the tables as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(f"{verb} {', '.join(_LARGE)}")
