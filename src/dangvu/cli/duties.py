"""``dangvu directive adopt``, ``follow-up`` and ``measure``: duties given from a paper, how they
stand, and the figures some of them follow."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from dangvu.cli.session import acting, bytes_of, complain

MOST_NAMES = 5


def adopt(words: argparse.Namespace) -> int:
    """Enters the paper, opens its directive, gives the duties out; without ``--commit`` says what
    would be. Ends with 1 where nothing could be given, or, with ``--commit``, something is
    still to be chosen."""
    from dangvu.documents.catalogue import GivenFile
    from dangvu.office.archives import PackageRefused
    from dangvu.office.reading import read_paper

    place = Path(words.file)
    try:
        file = GivenFile(place.name, bytes_of(place))
        read = read_paper(file.content)
    except PackageRefused as refusal:
        complain(f"{refusal.message_vi} [{refusal.code}]")
        return 1
    done = acting(words.account, lambda actor: _adopt(actor, file, read, words))
    return 0 if done else 1


def _adopt(actor: Any, file: Any, read: Any, words: argparse.Namespace) -> bool:
    from dangvu.tasks.actions.adopting_files import Chosen, adopt_file

    chosen = Chosen(words.product, words.audience, words.leave_out)
    told = {"number_symbol": words.number, "dated_on": words.date, "issuer": words.issuer,
            "subject": words.subject}  # fmt: skip
    line = {name: value for name, value in told.items() if value}
    made = adopt_file(actor, file, read, commit=words.commit, chosen=chosen, line=line)
    if words.format == "json":
        print(json.dumps(_as_json(made), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(made)))
    if made.refused:
        complain(_refusal(made.refused))
        return False
    return not words.commit or made.unready == 0


_OPTIONS = {
    "number_missing": "--number", "number_taken": "--number", "date_missing": "--date",
    "before_date": "--date", "future_issue": "--date", "issuer_missing": "--issuer",
    "subject_missing": "--subject",
}  # fmt: skip


def _refusal(why: Any) -> str:
    option = _OPTIONS.get(why.code)
    way = f" Ghi bằng {option}." if option else ""
    return f"Không vào sổ được: {why.message_vi}{way} [{why.code}]"


def _as_json(made: Any) -> dict[str, Any]:
    facts = made.facts
    return {
        "number_symbol": facts.number_symbol,
        "issued_on": _iso(facts.dated_on),
        "issuer": facts.issuer,
        "subject": facts.subject,
        "paper": made.paper.pk if made.paper else None,
        "directive": made.directive.pk if made.directive else None,
        "state": made.directive.state if made.directive else None,
        "unready": made.unready,
        "refused": {"code": made.refused.code, "message": made.refused.message_vi}
        if made.refused
        else None,
        "obligations": [_duty_json(one) for one in made.duties],
    }


def _duty_json(one: Any) -> dict[str, Any]:
    from dangvu.tasks.proposal import to_dict

    given = one.given
    kept = to_dict(given.proposed)
    for name in ("key", "units", "dropped", "confidence", "why", "seen"):
        kept.pop(name, None)
    return {
        **kept,
        "due_on": _iso(given.due_on),
        "units": [{"id": unit.unit_id, "name": unit.name} for unit in given.units],
        "missing": {"code": one.wrong.code, "message": one.wrong.message_vi} if one.wrong else None,
    }


def _lines(made: Any) -> Iterator[str]:
    from dangvu.documents.catalogue import cited_as

    facts = made.facts
    yield cited_as(facts.document_type, facts.number_symbol, facts.dated_on, facts.issuer)
    if facts.subject:
        yield facts.subject
    yield ""
    for n, one in enumerate(made.duties, 1):
        yield from _duty_lines(n, one)
    if not made.refused:
        yield _outcome(made)


def _duty_lines(n: int, one: Any) -> Iterator[str]:
    from dangvu.rules.obligations import Product
    from dangvu.tasks.proposal import called

    given = one.given
    asked = given.proposed
    product = Product(asked.product).label_vi if asked.product else "chưa chọn"
    yield f"{asked.no or n}. {called(replace(asked, no=''))}"
    yield f"   Sản phẩm: {product}. {_when(given)}"
    yield f"   Giao cho: {_who(given)}"
    if one.wrong:
        yield f"   Còn thiếu: {one.wrong.message_vi}."
    for doubt in asked.doubts:
        yield f"   Xem lại: {doubt}"


def _when(given: Any) -> str:
    from dangvu.rules.obligations import Every

    asked = given.proposed
    text = f" (“{asked.due_text}”)" if asked.due_text else ""
    again = f"{Every(asked.every).label_vi.capitalize()}. " if asked.every else ""
    due = f"Hạn cuối {given.due_on:%d/%m/%Y}{text}." if given.due_on else "Không ghi hạn."
    return again + due


def _who(given: Any) -> str:
    from dangvu.rules.obligations import Audience

    if given.organs:
        return ", ".join(organ for organ, _ in given.organs)
    kind = given.proposed.audience
    names = [unit.short_name for unit in given.units[:MOST_NAMES]]
    more = "…" if len(given.units) > MOST_NAMES else ""
    label = Audience(kind).label_vi if kind else "đơn vị chưa rõ"
    return f"{label}: {len(given.units)} đơn vị ({', '.join(names)}{more})"


def _outcome(made: Any) -> str:
    if made.directive is None:
        known = " Văn bản đã có trong sổ." if made.paper else ""
        return f"\nXem thử, chưa ghi gì.{known} Thêm --commit để ghi."
    number = made.directive.pk
    if not made.duties:
        return f"Văn bản này đã giao từ trước (số {number}), không giao lần nữa."
    if made.confirmed:
        return f"\nĐã vào sổ và giao {len(made.duties)} nhiệm vụ (văn bản chỉ đạo số {number})."
    return (
        f"\nĐã vào sổ, chưa giao: còn {made.unready} nhiệm vụ phải chọn thêm. Mở trang Nhiệm vụ, "
        f"văn bản chỉ đạo số {number}, để chọn và xác nhận; hoặc thêm --product, --leave-out."
    )


# ------------------------------------------------------------------ following up


def follow_up(words: argparse.Namespace) -> int:
    """Prints or writes the sheet of bodies by duties of a directive."""
    return 0 if acting(words.account, lambda actor: _follow_up(actor, words)) else 1


def _follow_up(actor: Any, words: argparse.Namespace) -> bool:
    from django.http import Http404

    from dangvu.access.matrix import Action
    from dangvu.access.scope import require
    from dangvu.kernel import audit, clock
    from dangvu.tasks.queries import directives, following
    from dangvu.tasks.sheets import follow_workbook

    require(actor, Action.VIEW_DUTIES)
    found = directives.by_number(actor, words.number)
    if words.dated:
        found = [one for one in found if directives.paper_day(one) == words.dated]
    if not found:
        raise Http404(f"Không có văn bản chỉ đạo số “{words.number}” trong phạm vi của tài khoản.")
    if len(found) > 1:
        named = "; ".join(directives.cited(one) for one in found)
        complain(f"Có {len(found)} văn bản cùng số: {named}. Thêm --dated NGÀY.")
        return False
    if found[0].state == directives.State.READING:
        complain(f"{directives.cited(found[0])} chưa giao nhiệm vụ.")
        return False
    sheet = following.follow_sheet(actor, found[0].pk, words.on or clock.today())
    if words.format != "table":
        require(actor, Action.EXPORT)
        audit.record(
            actor, "export_follow_up", kind=audit.Kind.EXPORT, subject=("directive", found[0].pk),
            unit_path=actor.unit_path, data={"units": len(sheet.lines)},
        )  # fmt: skip
    if words.format == "json":
        print(json.dumps(_sheet_json(sheet, directives.cited(found[0])), ensure_ascii=False,
                         indent=2))  # fmt: skip
    elif words.format == "table":
        print("\n".join(_sheet_lines(sheet, directives.cited(found[0]))))
    else:
        place = Path(words.out or f"theo-doi-{found[0].pk}.xlsx")
        cited, top = directives.cited(found[0]), sheet.directive.unit.name
        place.write_bytes(follow_workbook(sheet, sheet.lines, cited, top, actor.name))
        print(f"Đã ghi {place}")
    return True


def _sheet_json(sheet: Any, cited: str) -> dict[str, Any]:
    return {
        "directive": sheet.directive.pk,
        "cited": cited,
        "on": sheet.on.isoformat(),
        "counts": dict(sheet.counts),
        "by_stage": {stage.value: number for stage, number in sheet.by_stage},
        "duties": [
            {
                "id": duty.pk, "no": duty.no, "heading": duty.heading, "what": duty.what,
                "product": duty.product, "due_on": _iso(duty.due_on), "every": duty.every,
            }
            for duty in sheet.duties
        ],
        "bodies": [_body_json(line) for line in sheet.lines],
    }  # fmt: skip


def _body_json(line: Any) -> dict[str, Any]:
    return {
        "unit": line.unit_id,
        "name": line.name,
        "organ": line.organ,
        "late": line.late,
        "late_days": line.late_days,
        "late_below": line.late_below,
        "urged": line.urged,
        "urged_on": _iso(line.urged_on),
        "duties": {
            str(duty): {
                "stage": cell.stage.value if cell.stage else None,
                "word": cell.word_vi,
                "due_on": _iso(cell.due_on),
                "late": cell.late,
                "late_days": cell.late_days,
                "measured": _measured_json(cell.measured),
                "periods": {"due": cell.periods.due, "in_time": cell.periods.in_time,
                            "late": cell.periods.late, "missed": cell.periods.missed},
                "below": {"total": cell.below_total, "done": cell.below_done,
                          "late": cell.below_late},
            }
            for duty, cell in line.cells.items()
        },
    }  # fmt: skip


def _measured_json(measured: Any) -> dict[str, float] | None:
    if measured is None:
        return None
    result, target = measured
    return {"result": float(result), "target": float(target)}


def _sheet_lines(sheet: Any, cited: str) -> Iterator[str]:
    counts = sheet.counts
    yield cited
    yield (
        f"Đến {sheet.on:%d/%m/%Y}: {counts['bodies']} nơi được giao, {counts['done']} nơi xong, "
        f"{counts['late']} nơi có việc quá hạn."
    )
    yield ""
    for line in sheet.lines:
        late = f"quá hạn {line.late} việc, {line.late_days} ngày" if line.late else ""
        below = f"cấp dưới quá hạn {line.late_below}" if line.late_below else ""
        urged = f"đã đôn đốc {line.urged} lần" if line.urged else ""
        told = "; ".join(part for part in (late, below, urged) if part)
        words = told or ("xong" if line.done else "đang làm")
        yield f"{line.short_name[:44]:46}{words}"


# ------------------------------------------------------------------ each day


def measure(words: argparse.Namespace) -> int:
    """Takes the figures of the day into the duties that follow them; may be asked as often as one
    likes."""
    done = acting(words.account, lambda actor: _measure(actor, words))
    return 0 if done is not None else 1


def _measure(actor: Any, words: argparse.Namespace) -> int:
    from dangvu.kernel import clock
    from dangvu.targets.actions.measuring import measure_all

    number = measure_all(actor, words.on or clock.today())
    print(f"Đã cập nhật kết quả của {number} nhiệm vụ theo chỉ tiêu.")
    return number


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
