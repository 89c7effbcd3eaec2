"""Two records that may be of one person: looked for, told apart, made one, and made two again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import serializers
from django.db import transaction
from django.db.models import Model

from dangvu.access.actions import accounts
from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import beneath
from dangvu.kernel.reactions import react
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.kernel.sealing import seal, unseal
from dangvu.members import queries
from dangvu.members.actions.history import Decided, record_event, stand_with_person
from dangvu.members.catalogue import MemberField, Sensitivity, by_code
from dangvu.members.models import Merge, Pair, Particulars, Person, Status
from dangvu.members.queries import duplicates, merging
from dangvu.rules.membership import EventKind

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

State = Pair.State

#: In a branch of more members than this, slips of the hand are not looked for: a province at most.
LARGEST_FOR_SLIPS = 400_000


# ------------------------------------------------------------------ the search


@dataclass(frozen=True)
class Searched:
    """What a search found: pairs in all, those that are new, and whether slips were looked for."""

    found: int
    fresh: int
    slips: bool


def search_duplicates(actor: Actor, unit: Unit) -> Searched:
    """Looks for pairs in a branch and puts them on the work list; what was decided stays decided.

    Pairs still open whose reason is gone leave the list. Writes pairs and one event.
    """
    may(actor, Action.MERGE_MEMBERS, unit.path)
    slips = queries.headcount(unit.path).members <= LARGEST_FOR_SLIPS
    found = duplicates.search(unit.path, slips=slips)
    here = Pair.objects.filter(beneath(unit.path))
    known = set(here.values_list("first_id", "second_id"))
    fresh = [one for key, one in found.items() if key not in known]
    now = clock.now()
    Pair.objects.bulk_create(
        [
            Pair(first_id=f.first, second_id=f.second, unit_path=f.path, why=f.why, found_at=now)
            for f in fresh
        ],
        batch_size=5000,
        ignore_conflicts=True,
    )
    stale = here.filter(state=State.OPEN, merges=None)
    if not slips:
        stale = stale.exclude(why=Pair.Why.ALIKE)
    gone = [p.pk for p in stale.only("first_id", "second_id")
            if (p.first_id, p.second_id) not in found]  # fmt: skip
    Pair.objects.filter(pk__in=gone).delete()
    audit.record(
        actor, "search_duplicates", subject=("unit", unit.pk), unit_path=unit.path,
        data={"count": len(found), "new": len(fresh)},
    )  # fmt: skip
    return Searched(len(found), len(fresh), slips)


# ------------------------------------------------------------------ told apart


def tell_apart(actor: Actor, pair_id: int, reason: str) -> Pair:
    """The two are different people; why. Raises ``Impossible``, ``Overtaken``. One event."""
    if not reason.strip():
        raise Impossible("no_reason", "Ghi vì sao biết đây là hai người khác nhau.", "reason")
    pair = _locked(actor, pair_id, State.OPEN)
    _decided(actor, pair, State.DIFFERENT, reason)
    _note(actor, pair, "tell_apart", reason)
    return pair


def reopen_pair(actor: Actor, pair_id: int, reason: str) -> Pair:
    """Takes back that the two are different people. Raises ``Overtaken``. One event."""
    pair = _locked(actor, pair_id, State.DIFFERENT)
    _decided(actor, pair, State.OPEN, "")
    _note(actor, pair, "reopen_pair", reason)
    return pair


def _locked(actor: Actor, pair_id: int, state: State) -> Pair:
    """The pair in the state it must be in, held until the transaction ends."""
    pair = duplicates.pair(actor, pair_id)
    for person in (pair.first, pair.second):
        may(actor, Action.MERGE_MEMBERS, person.unit_path)
    held = Pair.objects.select_for_update().get(pk=pair.pk)
    if held.state != state:
        by = f", đồng chí {held.decided_by}" if held.decided_by else ""
        raise Overtaken(
            "decided",
            f"Cặp hồ sơ này đang là “{State(held.state).label.lower()}”{by}. Không ghi gì thêm.",
        )
    pair.state = held.state
    return pair


def _decided(actor: Actor, pair: Pair, state: State, reason: str) -> None:
    pair.state, pair.reason = state, reason
    pair.decided_at = None if state is State.OPEN else clock.now()
    pair.decided_by = "" if state is State.OPEN else actor.name
    pair.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _note(actor: Actor, pair: Pair, action: str, reason: str, **data: Any) -> None:
    audit.record(
        actor, action, subject=("pair", pair.pk), unit_path=pair.unit_path, reason=reason,
        data={"persons": [pair.first_id, pair.second_id], **data},
    )  # fmt: skip


# ------------------------------------------------------------------ made one


def merge_pair(actor: Actor, pair_id: int, keep: int, taken: Sequence[str], reason: str) -> Merge:
    """Makes two records one, in one transaction.

    ``keep`` is the person whose record and history stay; ``taken`` the codes of fields whose value
    comes from the other. What hangs on the other follows (``merging.FOLLOWING``); what the kept one
    has already (the same post, badge, month) goes. Accounts follow too, all of them: two sign-ins
    of one person open one record, and neither may mend it. Modules above follow by
    ``records_merged`` and write into its ``trace`` what ``records_parted`` needs. The other's
    history is taken back by an event, so that no count holds the person twice. Raises
    ``Impossible`` (``merging.obstacles``) and ``Overtaken``. Everything is kept sealed for
    ``undo_merge``.
    """
    if not reason.strip():
        raise Impossible("no_reason", "Ghi vì sao biết đây là một người.", "reason")
    with transaction.atomic():
        pair = _locked(actor, pair_id, State.OPEN)
        kept, other = _two(actor, pair, keep)
        fields = _takeable(taken)
        before = _snapshot(kept)
        given_up = _snapshot(other)
        _take(kept, other, fields)
        moved, dropped = _follow(kept.pk, other.pk)
        void = record_event(
            actor, other.pk,
            Decided(EventKind.VOIDED, clock.today(), note=f"Gộp vào hồ sơ số {kept.pk}"),
            reason=reason,
        )  # fmt: skip
        stand_with_person([kept.pk])
        followed = {"accounts": accounts.follow_record(actor, other.pk, kept.pk)}
        react("records_merged", actor=actor, kept=kept.pk, other=other.pk, reason=reason,
              trace=followed)  # fmt: skip
        made = Merge.objects.create(
            pair=pair, person=kept, unit_path=pair.unit_path,
            given_up=_sealed({"rows": given_up, "moved": moved, "dropped": dropped,
                              "void": void.pk, "followed": followed}),
            before=_sealed({"rows": before, "fields": [f.code for f in fields],
                            "after": _snapshot(Person.objects.get(pk=kept.pk))}),
            merged_at=clock.now(), merged_by=actor.name,
        )  # fmt: skip
        _decided(actor, pair, State.MERGED, reason)
        _note(actor, pair, "merge_pair", reason, person=kept.pk, fields=[f.code for f in fields],
              followed=followed)  # fmt: skip
    return made


def _two(actor: Actor, pair: Pair, keep: int) -> tuple[Person, Person]:
    """The record that stays and the one that goes, held."""
    if keep not in (pair.first_id, pair.second_id):
        raise Impossible("no_such_side", "Chọn hồ sơ giữ lại trong hai hồ sơ này.", "keep")
    both = [pair.first_id, pair.second_id]
    held = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=both).order_by("pk")}
    kept, other = held[keep], held[sum(both) - keep]
    for obstacle in merging.obstacles(actor, kept, other):
        raise obstacle
    return kept, other


def _takeable(codes: Sequence[str]) -> list[MemberField]:
    fields = [by_code().get(code) for code in codes]
    if any(field is None or not field.editable for field in fields):
        raise Impossible("no_such_field", "Có mục không chọn được: nó theo biến động của hồ sơ.")
    return [field for field in fields if field]


def _columns(field: MemberField) -> list[tuple[type[Model], str]]:
    """Where a field stands."""
    if field.code == "full_name":
        return [(Person, "full_name"), (Person, "search_key"), (Person, "sort_key")]
    if field.code == "citizen":
        return [(Person, "citizen_key"), (Particulars, "citizen_sealed")]
    if field.sensitivity is Sensitivity.SEALED:
        return [(Particulars, f"{field.code}_sealed")]
    return [(Person if field.of_person else Particulars, field.code)]


def _take(kept: Person, other: Person, fields: Sequence[MemberField]) -> None:
    mine = Particulars.objects.filter(person=kept).first()
    theirs = Particulars.objects.filter(person=other).first() or Particulars()
    columns = [column for field in fields for column in _columns(field)]
    own = [name for model, name in columns if model is Person]
    more = [name for model, name in columns if model is Particulars]
    for name in own:
        setattr(kept, name, getattr(other, name))
    if own:
        kept.save(update_fields=own)
    if more:
        mine = mine or Particulars(person=kept, unit_path=kept.unit_path)
        for name in more:
            setattr(mine, name, getattr(theirs, name))
        mine.save()


def _follow(kept: int, other: int) -> tuple[dict[str, list[int]], str]:
    """What hangs on the other goes to the kept one; what it has already goes away."""
    found = merging.following(kept, other)
    written = serializers.serialize("json", [row for one in found for row in one.dropped])
    for one in found:
        if one.dropped:
            one.table.objects.filter(pk__in=[row.pk for row in one.dropped]).delete()
    moved = {one.table.__name__: [row.pk for row in one.moved] for one in found if one.moved}
    for one in found:
        one.table.objects.filter(pk__in=moved.get(one.table.__name__, ())).update(person_id=kept)
    return moved, written


# ------------------------------------------------------------------ and two again


def undo_merge(actor: Actor, pair_id: int, reason: str) -> Pair:
    """Makes the two records what they were before they were merged; the pair is open again.

    Raises ``Impossible`` where the kept record has been changed since in a field the merge wrote,
    or was itself given up; ``Overtaken`` where it was undone already. The other's history stands
    again by an event that takes the taking back back.
    """
    with transaction.atomic():
        pair = _locked(actor, pair_id, State.MERGED)
        done = Merge.objects.select_for_update().filter(pair=pair, undone_at=None).latest("id")
        given_up, before = _opened(done.given_up), _opened(done.before)
        other = sum((pair.first_id, pair.second_id)) - done.person_id
        kept = Person.objects.select_for_update().get(pk=done.person_id)
        if kept.status == Status.MISTAKEN:
            raise Impossible(
                "given_up_since", "Hồ sơ giữ lại đã được gộp tiếp hoặc hủy. Hoàn tác lần ấy trước."
            )
        _put_back(kept, before)
        for table in merging.FOLLOWING:
            ids = given_up["moved"].get(table.__name__, ())
            table.objects.filter(pk__in=ids, person_id=kept.pk).update(person_id=other)
        for row in serializers.deserialize("json", given_up["dropped"]):
            row.save()
        record_event(
            actor, other, Decided(EventKind.VOIDED, clock.today(), note="Hoàn tác gộp hồ sơ"),
            corrects=given_up["void"], annuls=True, reason=reason,
        )  # fmt: skip
        stand_with_person([kept.pk, other])
        followed = given_up.get("followed", {})
        accounts.follow_record(actor, kept.pk, other, followed.get("accounts", ()))
        react("records_parted", actor=actor, kept=kept.pk, other=other, reason=reason,
              trace=followed)  # fmt: skip
        done.undone_at, done.undone_by = clock.now(), actor.name
        done.save(update_fields=["undone_at", "undone_by"])
        _decided(actor, pair, State.OPEN, "")
        _note(actor, pair, "undo_merge", reason, person=kept.pk)
    return pair


def _put_back(kept: Person, before: Mapping[str, Any]) -> None:
    """The kept record as it was, in the fields the merge took from the other."""
    was, wrote, now = _rows(before["rows"]), _rows(before["after"]), _rows(_snapshot(kept))
    fields = [by_code()[code] for code in before["fields"] if code in by_code()]
    changed = [
        field.label for field in fields for model, name in _columns(field)
        if getattr(now.get(model), name, None) != getattr(wrote.get(model), name, None)
    ]  # fmt: skip
    if changed:
        raise Impossible(
            "changed_since",
            f"Sau khi gộp, hồ sơ đã được sửa ở mục {', '.join(dict.fromkeys(changed))}. "
            "Hoàn tác sẽ mất phần sửa ấy, nên không làm.",
        )
    names: dict[type[Model], list[str]] = {}
    for field in fields:
        for model, name in _columns(field):
            names.setdefault(model, []).append(name)
    for model, columns in names.items():
        rows = model.objects.filter(pk=kept.pk)  # type: ignore[attr-defined]
        if model in was:
            rows.update(**{name: getattr(was[model], name) for name in columns})
        else:
            rows.delete()


# ------------------------------------------------------------------ snapshots


def _snapshot(person: Person) -> str:
    """A person's two rows as JSON."""
    more = Particulars.objects.filter(person=person).first()
    return serializers.serialize("json", [person, *([more] if more else [])])


def _rows(snapshot: str) -> dict[type[Model], Any]:
    return {type(d.object): d.object for d in serializers.deserialize("json", snapshot)}


def _sealed(found: Mapping[str, Any]) -> bytes:
    return seal(json.dumps(found)) or b""


def _opened(sealed: bytes | memoryview) -> dict[str, Any]:
    return json.loads(unseal(sealed))


__all__ = [
    "Searched", "merge_pair", "reopen_pair", "search_duplicates", "tell_apart", "undo_merge",
]  # fmt: skip
