"""Two records made one: what is kept, what follows and what stands against it, then the word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.queries import tied
from dangvu.access.scope import permits
from dangvu.admissions import queries as admissions
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions.duplicates import merge_pair
from dangvu.members.queries import duplicates as reading
from dangvu.members.queries import merging
from dangvu.office.vietnamese import day
from dangvu.web.components.fields import refuse
from dangvu.web.registry.duplicates import note_pair
from dangvu.web.registry.work_forms import WhyForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.access.models import Account
    from dangvu.members.models import Pair, Person

SIDES = ("first", "second")


@gate(Action.MERGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def preview(request: Request, pair_id: int) -> HttpResponse:
    """What becomes of two records; sent with a reason, they are made one."""
    pair = reading.pair(request.actor, pair_id)
    if pair.state != reading.State.OPEN and request.method == "GET":
        return redirect("duplicate", pair.pk)
    form = WhyForm(request.POST or None, "Vì sao biết là một người")
    if form.is_bound and form.is_valid():
        try:
            kept = _merge(request, pair, form.cleaned_data["reason"])
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            told = f"Đã gộp vào hồ sơ số {kept}. Hoàn tác được ở trang này."
            messages.success(request, told)
            return redirect("duplicate", pair.pk)
    note_pair(request, pair, "read_pair", "")
    context = _context(request, pair) | {"form": form}
    return render(request, "registry/merge.html", context, status=422 if form.errors else 200)


def _chosen(request: Request) -> Any:
    return request.POST if request.method == "POST" else request.GET


def _merge(request: Request, pair: Pair, reason: str) -> int:
    keep = request.POST.get("keep", "")
    kept = {"first": pair.first_id, "second": pair.second_id}.get(keep, 0)
    taken = [
        name.removeprefix("f-")
        for name, side in request.POST.items()
        if name.startswith("f-") and side != keep
    ]
    merge_pair(request.actor, pair.pk, kept, taken, reason)
    return kept


def _context(request: Request, pair: Pair) -> dict[str, Any]:
    keep = "second" if _chosen(request).get("keep") == "second" else "first"
    kept, other = (pair.first, pair.second) if keep == "first" else (pair.second, pair.first)
    lines = reading.compare(pair.first, pair.second)
    unlike = [line for line in lines if line.differs]
    sees = permits(request.actor, Action.VIEW_DISCIPLINE, pair.unit_path)
    found = merging.following(kept.pk, other.pk, discipline=sees)
    admitted = admissions.when_merged(kept.pk, other.pk)
    accounts = tied([kept.pk, other.pk])
    return {
        "pair": pair,
        "keep": keep,
        "turn": SIDES[keep == "first"],
        "kept": kept,
        "other": other,
        "people": [("first", "thứ nhất", pair.first), ("second", "thứ hai", pair.second)],
        "choices": [(line, _side(request, line, keep)) for line in unlike if line.editable],
        "settled": [line for line in unlike if not line.editable],
        "alike": [line for line in lines if not line.differs],
        "effects": list(_effects(kept, other, found, admitted, accounts)),
        "obstacles": merging.obstacles(request.actor, kept, other),
        "warnings": list(_warnings(kept, other, found, admitted, accounts)),
    }


def _side(request: Request, line: reading.Line, keep: str) -> str:
    """The side whose value the merged record takes: what was chosen, else the kept one's, or the
    other's where the kept one has none."""
    chosen = _chosen(request).get(f"f-{line.code}", "")
    if chosen in SIDES:
        return chosen
    first, second = line.given
    if first != second:
        return "first" if first else "second"
    return keep


# ------------------------------------------------------------------ what follows


@dataclass(frozen=True)
class Effect:
    """What becomes of one kind of data of the record given up."""

    label: str
    moved: str
    left: str = ""


def _effects(
    kept: Person,
    other: Person,
    found: list[merging.Following],
    admitted: admissions.WhenMerged,
    accounts: dict[int, list[Account]],
) -> Iterator[Effect]:
    past = merging.history(other.pk)
    yield Effect(
        "Lịch sử sinh hoạt",
        f"Giữ lịch sử của hồ sơ số {kept.pk}",
        f"{past.events} biến động, {past.spells} thời gian sinh hoạt của hồ sơ số {other.pk} được "
        "hủy bằng một biến động, không bị đếm hai lần",
    )
    for one in found:
        if one.moved or one.dropped:
            left = f"{len(one.dropped)} dòng cả hai cùng có, giữ một" if one.dropped else ""
            yield Effect(one.label, _rows(len(one.moved)), left)
    if admitted.rows:
        void = "; ".join(
            f"Hủy ghi quyết định {a.decision_number} ngày {day(a.decision_on)}"
            for a in admitted.voided
        )
        yield Effect("Lần kết nạp", _rows(len(admitted.rows)), void)
    if accounts[other.pk]:
        names = ", ".join(account.username for account in accounts[other.pk])
        yield Effect("Tài khoản", f"{names} gắn với hồ sơ giữ lại")
    yield Effect(
        "Hồ sơ giấy, giấy tờ số hóa",
        "Số lý lịch, nơi lưu, giấy tờ trong hồ sơ theo mục đã chọn ở trên",
        "Nhập hai bộ giấy tờ làm một ở nơi lưu",
    )
    yield Effect("Nhật ký xem, sửa", "", "Ở lại với từng hồ sơ")
    if past.pairs > 0:
        gone = f"{past.pairs} cặp rời danh sách ở lần tìm sau"
        yield Effect("Cặp có thể trùng khác", "", gone)


def _rows(number: int) -> str:
    return f"{number} dòng" if number else ""


def _warnings(
    kept: Person,
    other: Person,
    found: list[merging.Following],
    admitted: admissions.WhenMerged,
    accounts: dict[int, list[Account]],
) -> Iterator[str]:
    """What does not forbid the merge but should be known before."""
    if kept.unit_id != other.unit_id:
        yield (
            f"Hai hồ sơ ở hai nơi. Sau khi gộp chỉ còn tính ở {kept.unit.name}; nếu đồng chí ấy "
            f"đang sinh hoạt ở {other.unit.name} thì giữ hồ sơ kia."
        )
    if kept.unit_id != other.unit_id and merging.posts_follow(found, other.unit_id):
        yield (
            f"Chức vụ ở {other.unit.name} chuyển sang hồ sơ giữ lại. Không còn giữ thì kết thúc "
            "chức vụ ấy sau khi gộp."
        )
    if admitted.voided:
        yield (
            "Cả hai hồ sơ có lần kết nạp đang được tính. Lần của hồ sơ giữ lại được giữ, lần kia "
            "hủy ghi với lý do gộp; số kết nạp giảm một. Tháng đã chốt không tự đổi."
        )
    if accounts[kept.pk] and accounts[other.pk]:
        yield (
            "Hai hồ sơ có hai tài khoản. Cả hai cùng gắn với hồ sơ giữ lại, nên không tài khoản "
            "nào tự sửa được hồ sơ của mình. Đề nghị quản trị hệ thống khóa tài khoản thừa."
        )
