"""Every address of the house, and what each role is answered there.

``ADDRESSES`` lists them by name: whose letters stand in a row passes the gate and gets the row's
status, every other role gets 403. Where an address tells of something in the tree, the same roles
standing beside it get 404, to read and to write, so that nobody learns what is there. Who has not
signed in is sent to the door. An address that is not listed fails the test: add a row.

What is there is asked by GET, so nothing is written: 405 says that the gate opened to a form that
only takes POST.
"""

from dataclasses import dataclass, field

import pytest
from django.test import Client
from tests import factories as f
from tests.web.world import World, patterns

from dangvu.access.matrix import Role
from dangvu.web.shell.gate import Gate, gate_of

pytestmark = pytest.mark.django_db

LETTERS = {
    "P": Role.PROVINCE_SPECIALIST,
    "C": Role.COMMUNE_OFFICER,
    "B": Role.CELL_SECRETARY,
    "D": Role.DEPUTY,
    "M": Role.MEMBER,
    "I": Role.INSPECTION_OFFICER,
    "T": Role.PROPAGANDA_OFFICER,
    "V": Role.CLERK,
    "A": Role.IT_ADMINISTRATOR,
    "K": Role.AUDITOR,
}


ALL = "".join(LETTERS)
FIGURES, MODELS, RECORDS, PERSONS = "PCBDITVK", "PCITVK", "PCBDI", "PCBDMI"
PAPERS = FIGURES
ENTRY, LEADING, DRAFTING, ISSUING = "PCBD", "PC", "PCV", "PV"
KNOWING, SEEING = "PCBDT", "PCBDMITVK"
REVEALING, CASES, RUNNING = "PCI", "PCBDITV", "PCT"
ADMINISTRATION, EXPLAINING, AUDITING = "A", "PCA", "PIAK"
POSTED = 405


@dataclass(frozen=True)
class Answer:
    """Who passes (letters) and with which status; ``but`` holds other statuses by letter."""

    roles: str
    status: int = 200
    but: dict[str, int] = field(default_factory=dict)

    def expected(self, letter: str) -> int:
        return self.but.get(letter, self.status if letter in self.roles else 403)


ADDRESSES: dict[str, Answer] = {
    "home": Answer(ALL),
    "gallery": Answer(ALL),
    # the door and the own account
    "sign_in": Answer(ALL, 302),
    "sign_in_code": Answer(ALL, 302),
    "sign_out": Answer(ALL, POSTED),
    "my_account": Answer(ALL),
    "switch_capacity": Answer(ALL, POSTED),
    "text_size": Answer(ALL, POSTED),
    "my_mail": Answer(ALL),
    "my_password": Answer(ALL),
    "my_sessions_end": Answer(ALL, POSTED),
    "second_factor": Answer(ALL, 302),
    "second_factor_set": Answer(ALL),
    # administration
    "accounts": Answer(ADMINISTRATION),
    "account_new": Answer(ADMINISTRATION),
    "account": Answer(ADMINISTRATION),
    "account_grant": Answer(ADMINISTRATION),
    "account_act": Answer(ADMINISTRATION, POSTED),
    "role_rules": Answer(ADMINISTRATION),
    "access_matrix": Answer(EXPLAINING),
    "access_why": Answer(EXPLAINING),
    "audit": Answer(AUDITING),
    "audit_export": Answer(AUDITING, POSTED),
    # the month
    "month_latest": Answer(FIGURES, 302),
    "month": Answer(FIGURES, 302),
    "month_of": Answer(FIGURES),
    "month_records": Answer(RECORDS, but={"M": 404}),
    "month_workbook": Answer(RECORDS),
    "month_annex": Answer(FIGURES),
    "month_praise": Answer(FIGURES),
    "month_close": Answer(LEADING),
    "month_revisions": Answer(FIGURES),
    "month_body": Answer(FIGURES),
    "try_classes": Answer(FIGURES),
    "source_plan": Answer(ENTRY),
    "cause_add": Answer(ENTRY, POSTED),
    "review_add": Answer(ENTRY, POSTED),
    "cause_follow_up": Answer(ENTRY),
    "remedies": Answer(FIGURES),
    "own_month": Answer(FIGURES),
    "own_cause": Answer(ENTRY, POSTED),
    "own_review": Answer(ENTRY, POSTED),
    "letter_new": Answer(DRAFTING),
    "praise_draft": Answer(DRAFTING, POSTED),
    "policy": Answer(FIGURES),
    "counts": Answer(FIGURES, 302),
    "counts_of": Answer(FIGURES),
    # targets; those of the ward are not cascaded to itself
    "campaigns": Answer(FIGURES),
    "campaign_new": Answer(LEADING),
    "campaign": Answer(FIGURES),
    "campaign_edit": Answer(LEADING),
    "campaign_grid": Answer(LEADING),
    "cascade": Answer(LEADING, 404),
    "target": Answer(FIGURES),
    "target_adjust": Answer(LEADING, POSTED),
    "target_plan": Answer(LEADING, POSTED),
    "target_groups": Answer(LEADING, POSTED),
    "target_source": Answer(LEADING, POSTED),
    # statistics
    "stats_latest": Answer(FIGURES, 302),
    "stats": Answer(FIGURES),
    "stats_form": Answer(FIGURES),
    "stats_names": Answer(RECORDS, but={"M": 404}),
    "stats_workbook": Answer(RECORDS),
    "stats_document": Answer(RECORDS),
    "stats_freeze": Answer(LEADING),
    "stats_revisions": Answer(FIGURES),
    "stats_revise": Answer(LEADING),
    "stats_pivot": Answer(FIGURES),
    "stats_pivot_workbook": Answer(RECORDS),
    "stats_pivot_names": Answer(RECORDS, but={"M": 404}),
    "stats_reckon": Answer(FIGURES, POSTED),
    "stats_quarter": Answer(FIGURES),
    # papers
    "paper_list": Answer(PAPERS),
    "paper": Answer(PAPERS),
    "paper_file": Answer(PAPERS),
    "paper_new": Answer(DRAFTING),
    "paper_line": Answer(DRAFTING, 302),  # one that the house wrote has no line to correct
    "paper_version": Answer(PAPERS),
    "paper_version_new": Answer(DRAFTING),
    "paper_received": Answer("PCBDV", POSTED),
    "paper_layout": Answer(PAPERS, 302),  # no Word file that could be read
    "paper_issue": Answer(ISSUING),
    "paper_drop": Answer(DRAFTING, POSTED),
    "paper_bundle": Answer(PAPERS, 302),
    "paper_bundle_file": Answer(PAPERS),
    "paper_bundle_issue": Answer(ISSUING),
    "paper_bundle_drop": Answer(DRAFTING, POSTED),
    "paper_terms": Answer(MODELS),
    "paper_numbers": Answer(ISSUING, POSTED),
    "paper_models": Answer(MODELS),
    "paper_model": Answer(MODELS),
    "paper_model_file": Answer(MODELS),
    "paper_model_trial": Answer(MODELS),
    "paper_model_slots": Answer(MODELS),
    # tables brought in: a batch is not there for who may not use its kind
    "import_batch": Answer(ENTRY, but=dict.fromkeys("MTVAK", 404)),
    "import_choose": Answer(ALL, POSTED),
    "import_amend": Answer(ALL, POSTED),
    "import_commit": Answer(ALL, POSTED),
    "import_drop": Answer(ALL, POSTED),
    "import_undo": Answer(ALL, POSTED),
    "import_columns": Answer("", but=dict.fromkeys(ALL, 404)),  # of long tables alone
    "import_progress": Answer("", but=dict.fromkeys(ALL, 404)),
    "import_units": Answer("", but=dict.fromkeys(ALL, 404)),
    "import_returned": Answer(ENTRY, but=dict.fromkeys("MTVAK", 404)),
    "import_start": Answer(ENTRY),
    "import_model": Answer(ENTRY),
    # admissions, organisations, members
    "admission_list": Answer(PERSONS),
    "admission_new": Answer(ENTRY),
    "admission": Answer(PERSONS),
    "admission_correct": Answer(ENTRY),
    "admission_void": Answer(ENTRY, POSTED),
    # cases on their way; each step asks for its own right
    "case_board": Answer(CASES),
    "case_list": Answer(CASES),
    "case_red": Answer(CASES),
    "case_calendar": Answer(CASES),
    "my_calendar": Answer(ALL),
    "feed": Answer("", but=dict.fromkeys(ALL, 404)),  # whose address this is, nobody knows
    "case_bulk": Answer(ENTRY),
    "case_new": Answer(ENTRY),
    "case": Answer(CASES),
    "case_edit": Answer(ENTRY),
    "case_remove": Answer(ENTRY),
    "case_helpers": Answer(ENTRY),
    "case_step": Answer(ENTRY),
    "case_take_back": Answer(ENTRY),
    "case_move": Answer(ENTRY),
    "case_call_back": Answer(ENTRY),
    "case_move_in": Answer(ENTRY),
    # political classes
    "case_classes": Answer(CASES),
    "class_new": Answer(RUNNING),
    "class_certificates": Answer(CASES),
    "class_counts": Answer(CASES),
    "class": Answer(CASES),
    "class_edit": Answer(RUNNING),
    "class_cancel": Answer(RUNNING, POSTED),
    "class_seat": Answer(RUNNING),
    "class_unseat": Answer(RUNNING, POSTED),
    "class_session": Answer(RUNNING),
    "class_certify": Answer(RUNNING),
    "class_print": Answer(CASES),
    "case_papers": Answer(CASES),
    "case_paper_file": Answer(CASES),
    "case_papers_set": Answer(CASES),
    "case_paper_scan": Answer(CASES),
    "case_paper_note": Answer(ENTRY),
    "case_paper_drop": Answer(ENTRY),
    "rules_page": Answer(CASES),
    "calendar_days": Answer(CASES),
    "rule_choice": Answer("P"),
    "unit_tree": Answer(ALL),
    "unit_search": Answer(ALL),
    "unit_branch": Answer(ALL),
    "unit": Answer(ALL),
    "unit_edit": Answer(LEADING),
    "officer_add": Answer(LEADING),
    "officer_end": Answer(LEADING),
    "unit_changes": Answer(LEADING),
    "unit_change": Answer(LEADING),
    "member_list": Answer(RECORDS, but={"M": 302}),
    "member_hits": Answer(RECORDS, POSTED, but={"M": POSTED}),
    "member_filter_keep": Answer(PERSONS, POSTED),
    "member_filter_drop": Answer(PERSONS, POSTED),
    "quality": Answer(RECORDS, but={"M": 302}),
    "quality_records": Answer(RECORDS, but={"M": 302}),
    "quality_mark": Answer(LEADING, POSTED),
    "quality_workbook": Answer(RECORDS),
    "member_own": Answer("M", but=dict.fromkeys(RECORDS, 404)),
    "member": Answer(RECORDS, but={"M": 302}),
    "member_reveal": Answer(REVEALING, POSTED),
    "member_edit": Answer(LEADING),
    "member_event": Answer(LEADING),
    "member_event_correct": Answer(LEADING),
    "member_discipline": Answer("I"),
    "badges": Answer(RECORDS, but={"M": 302}),
    "badges_workbook": Answer(RECORDS, POSTED),
    "dues": Answer(RECORDS, but={"M": 302}),
    # the work on records
    "duplicate_list": Answer(LEADING),
    "duplicate_search": Answer(LEADING, POSTED),
    "duplicate": Answer(LEADING),
    "member_exports": Answer(RECORDS),
    "member_export": Answer(RECORDS, 404),
    "duplicate_merge": Answer(LEADING),
    "dossier_check": Answer("PCI"),
    "verdict_list": Answer(RECORDS, but={"M": 404}),
    "verdict_settle": Answer(PERSONS, POSTED),
    "verdict_workbook": Answer(RECORDS, but={"M": 404}),
    "verdict_mend": Answer(LEADING),
    # transfers, requests to change a record; a member finds the own ones
    "transfer_list": Answer(PERSONS),
    "transfer": Answer(PERSONS),
    "transfer_step": Answer(ENTRY, POSTED),
    "transfer_letter": Answer(PERSONS),
    "transfer_back": Answer(ENTRY, POSTED),
    "letter_anew": Answer(ENTRY, POSTED),
    "guest_list": Answer(RECORDS),
    "guest_in": Answer(ENTRY),
    "guest_leave": Answer(ENTRY),
    "transfer_new": Answer(ENTRY),
    "members_move": Answer(LEADING),
    "transfer_in": Answer(LEADING),
    "request_list": Answer("PCBDM"),
    "request": Answer("PCBDM"),
    "request_decide": Answer(LEADING, POSTED),
    "request_withdraw": Answer("PCBDM", POSTED),
    "request_new": Answer("PCBDM"),
    # obstacles; the one of the world went up to the province and back to the ward
    "petition_list": Answer(PERSONS),
    "petition_new": Answer("PCBDM"),
    "petition_counts": Answer(RECORDS),
    "petition_counts_file": Answer(RECORDS, POSTED),
    "petition_days": Answer(PERSONS),
    "petition": Answer(PERSONS),
    "petition_slip": Answer(PERSONS),
    "petition_take": Answer(ENTRY, POSTED),
    "petition_answer": Answer(ENTRY),
    "petition_pass": Answer(ENTRY),
    "petition_send_back": Answer(ENTRY),
    "petition_join": Answer(ENTRY),
    "petition_withdraw": Answer("PCBDM", POSTED),
    # tasks of members, criteria; a period is recorded under its own address
    "task_list": Answer(PERSONS),
    "task_new": Answer(ENTRY),
    "task": Answer(PERSONS),
    "task_edit": Answer(ENTRY),
    "task_drop": Answer(ENTRY),
    "task_result": Answer("PCBDM"),
    "task_seen": Answer(ENTRY, POSTED),
    "task_judge": Answer(ENTRY),
    "kpi": Answer(PERSONS, but={"M": 302}),
    "kpi_file": Answer(RECORDS, POSTED),
    "kpi_member": Answer(PERSONS),
    "kpi_figures": Answer(PERSONS),
    "kpi_figure": Answer("P"),
    "indicators": Answer("PCBDMITVK"),
    "indicator_new": Answer(ENTRY),
    "indicator": Answer("PCBDITVK", but={"M": 200}),
    "indicator_edit": Answer(ENTRY),
    "indicator_end": Answer(ENTRY, POSTED),
    "indicator_period": Answer(ENTRY, 302),
    # directives: beside their text (this one is given out), followed up, urged, judged
    "directive_list": Answer(SEEING),
    "directive_open": Answer(DRAFTING, POSTED),
    "directive_reading": Answer(DRAFTING, 302),
    "directive_duty": Answer(DRAFTING, POSTED),
    "directive_deed": Answer(DRAFTING, POSTED),
    "directive_confirm": Answer(DRAFTING, POSTED),
    "directive_drop": Answer(DRAFTING, POSTED),
    "directive": Answer(SEEING),
    "directive_text": Answer(SEEING),
    "directive_end": Answer(DRAFTING),
    "follow_up": Answer(FIGURES, but={"M": 302}),
    "follow_up_file": Answer(RECORDS),
    "directive_urge": Answer(DRAFTING),
    "directive_assess": Answer(DRAFTING),
    "directive_inspection": Answer("PCI"),
    "inspection_list": Answer("PCI"),
    "inspection_take": Answer("PCI", POSTED),
    "assignment": Answer(FIGURES, but={"M": 404}),
    "assignment_plan": Answer(ENTRY),
    "assignment_deed": Answer(ENTRY, POSTED),
    "break_down": Answer(ENTRY),
    # a paper made known, reports and more time, the answers of many
    "dissemination": Answer("PCBDITVK", but={"M": 302}),
    "directive_receive": Answer(KNOWING, POSTED),
    "session_new": Answer(KNOWING),
    "acknowledge_for": Answer(KNOWING, POSTED),
    "session_drop": Answer(KNOWING, but={"T": 403}),
    "acknowledge": Answer("M"),
    "report_list": Answer(ENTRY),
    "report_new": Answer(ENTRY, POSTED),
    "report": Answer("PCBDITVK", but={"M": 404}),
    "report_decide": Answer(LEADING, POSTED),
    "extension_ask": Answer(ENTRY),
    "extension_decide": Answer(LEADING),
    "duty_rollup": Answer("PCBDITVK", but={"M": 404}),
    "duty_rollup_file": Answer(RECORDS),
    "duty_rollup_draft": Answer(DRAFTING),
}


@pytest.fixture
def world() -> World:
    return World()


def test_every_address_is_listed() -> None:
    names = [name for name, _ in patterns()]
    unlisted = sorted(set(names) - set(ADDRESSES))
    gone = sorted(set(ADDRESSES) - set(names))
    assert not unlisted, f"add rows to ADDRESSES in {__name__}: {unlisted}"
    assert not gone, f"these addresses are gone, take out their rows: {gone}"
    assert len(names) == len(set(names)), "two addresses of one name"


def test_every_view_has_a_gate() -> None:
    bare = [name for name, pattern in patterns() if gate_of(pattern.callback) is None]
    assert not bare, f"default deny: nobody will ever enter {bare}"


@pytest.mark.parametrize("letter", LETTERS)
def test_each_role_gets_its_answer(world: World, letter: str) -> None:
    client = world.client(LETTERS[letter], world.province)
    client.raise_request_exception = False
    faults = []
    for name, answer in ADDRESSES.items():
        f.own()
        got = client.get(world.address(name)[0]).status_code
        if got != answer.expected(letter):
            faults.append(f"{name}: {got}, expected {answer.expected(letter)}")
    assert not faults, f"{LETTERS[letter]}: {faults}"


@pytest.mark.parametrize("letter", LETTERS)
def test_whoever_stands_beside_finds_nothing(world: World, letter: str) -> None:
    """404 to read and to write; 405 where an address does not take the method at all."""
    client = world.client(LETTERS[letter], world.beside)
    client.raise_request_exception = False
    faults = []
    for name, answer in ADDRESSES.items():
        address, tells = world.address(name)
        if not tells:
            continue
        expected = {404, 405} if answer.expected(letter) != 403 else {403, 404, 405}
        for ask in (client.get, client.post):
            f.own()
            got = ask(address).status_code
            if got not in expected:
                faults.append(f"{ask.__name__} {name}: {got}, expected {expected}")
    assert not faults, f"{LETTERS[letter]}: {faults}"


def test_who_has_not_signed_in_is_sent_to_the_door(world: World) -> None:
    client = Client()
    for name, pattern in patterns():
        address = world.address(name)[0]
        f.own()
        answer = client.get(address)
        if gate_of(pattern.callback) is Gate.OPEN:
            assert answer.status_code in {200, 302, 404, 405}, name
        else:
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/dang-nhap/?next="), name
