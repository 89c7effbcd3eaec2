"""The matrix to read, why somebody may or may not, and what signing in asks of each role."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access import queries
from dangvu.access.actions import accounts as actions
from dangvu.access.explaining import Explanation, Subject, explain
from dangvu.access.matrix import ACTION_LABELS, REACH_LABELS, ROLE_LABELS, Action, Reach, Role
from dangvu.kernel import clock
from dangvu.orgs import queries as orgs
from dangvu.web.administration.forms import WhyForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def role_rules(request: Request) -> HttpResponse:
    """Which roles must give a second factor. Holds at once, for everybody."""
    if request.method == "POST":
        asked = frozenset(Role(code) for code in request.POST.getlist("role") if code in set(Role))
        changed = actions.set_role_rules(request.actor, asked)
        messages.success(
            request,
            f"Đã ghi, đổi quy định của {len(changed)} vai trò. Áp dụng từ trang kế tiếp của "
            "từng người.",
        )
        return redirect("role_rules")
    return render(
        request,
        "administration/role_rules.html",
        {
            "lines": queries.role_rules(request.actor, clock.today()),
            "may_change": queries.leads_all(request.actor),
        },
    )


@gate(Action.EXPLAIN_ACCESS)
@require_GET
def access_matrix(request: Request) -> HttpResponse:
    """The whole matrix: role by action, how far each reaches."""
    short = {
        Reach.NONE: "–",
        Reach.SELF: "Của mình",
        Reach.UNIT: "Đơn vị",
        Reach.BRANCH: "Cả nhánh",
    }
    lines = [
        (
            line.label,
            [
                (ROLE_LABELS[role], short[reach], reach is not Reach.NONE)
                for role, reach in zip(Role, line.reaches, strict=True)
            ],
        )
        for line in queries.matrix_lines()
    ]
    return render(
        request,
        "administration/access_matrix.html",
        {
            "roles": [ROLE_LABELS[role] for role in Role],
            "lines": lines,
            "legend": [(short[reach], REACH_LABELS[reach]) for reach in Reach],
        },
    )


@gate(Action.EXPLAIN_ACCESS)
@require_GET
def access_why(request: Request) -> HttpResponse:
    """Why an account may, or may not, do an action in a unit: each wall in words."""
    today = clock.today()
    asked = request.GET if "who" in request.GET else None
    form = WhyForm(asked, request.actor, today)
    context: dict[str, object] = {"form": form}
    if asked is not None and form.is_valid():
        context |= _answer(request, form)
    return render(request, "administration/access_why.html", context)


def _answer(request: Request, form: WhyForm) -> dict[str, object]:
    today, found = clock.today(), form.cleaned_data
    account = queries.account(request.actor, found["account"], Action.EXPLAIN_ACCESS)
    action = Action(found["action"])
    unit = orgs.unit(request.actor, found["unit"], Action.EXPLAIN_ACCESS)
    held = queries.holdings([account.pk], today).get(account.pk, [])
    standings = queries.standings(account, _names(request, {h.unit_id for h in held}), today)
    subject = Subject(unit.path, unit.name, own=found["own"] and account.person_id is not None)
    answers = sorted(
        (explain(standing, action, subject, today) for standing in standings),
        key=lambda answer: (not answer.allowed, sum(not step.holds for step in answer.steps)),
    )
    return {
        "account": account,
        "unit": unit,
        "done": ACTION_LABELS[action].lower(),
        "answers": [(ROLE_LABELS[answer.standing.role], answer) for answer in answers],
        "allowed": any(answer.allowed for answer in answers),
        "first_no": _first_no(answers),
    }


def _names(request: Request, unit_ids: set[int]) -> dict[int, str]:
    """The names of units for the explanation; one beyond the asker's own reach is not told."""
    seen = orgs.units(request.actor).filter(pk__in=unit_ids).values_list("id", "name")
    return dict.fromkeys(unit_ids, "một đơn vị ngoài phạm vi của đồng chí") | dict(seen)


def _first_no(answers: list[Explanation]) -> str:
    """The wall that stops the capacity that came furthest."""
    steps = answers[0].steps if answers else ()
    return next((step.answer for step in steps if not step.holds), "")
