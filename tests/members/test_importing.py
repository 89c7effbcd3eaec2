"""A workbook of members: read, checked, written, written again, taken back."""

import unicodedata
from datetime import date

import pytest
from tests import factories as f
from tests.intake.world import World
from tests.members.books import book, row

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.admissions.models import Case
from dangvu.intake import queries
from dangvu.intake.actions import bulk, mapping
from dangvu.intake.actions.bulk import HeaderUnknown
from dangvu.kernel.refusals import Impossible
from dangvu.kernel.sealing import find_key, unseal
from dangvu.members.importing import MEMBERS
from dangvu.members.models import Event, Headcount, Particulars, Person, Spell, Verdict
from dangvu.rules.membership import EventKind, Status

pytestmark = pytest.mark.django_db

AS_OF = {"as_of": "01/06/2026"}


@pytest.fixture
def world(settings: object) -> World:
    settings.DEMO_TODAY = "2026-06-15"  # type: ignore[attr-defined]
    return World()


def stage(world: World, rows, name: str = "a.xlsx", data: bytes | None = None, actor=None):
    actor = actor or world.officer()
    with entered(actor):
        batch = bulk.receive(actor, MEMBERS, world.huoai, name, data or book(rows), AS_OF)
        batch = bulk.read(actor, MEMBERS, batch.pk)
        told = queries.faults(batch)
    f.own()
    return batch, told


def commit(world: World, batch, *, only_valid: bool = False):
    actor = world.officer()
    with entered(actor):
        done = bulk.commit(actor, MEMBERS, batch.pk, only_valid=only_valid)
    f.own()
    return done


def undo(world: World, batch) -> None:
    actor = world.officer()
    with entered(actor):
        bulk.undo(actor, MEMBERS, batch.pk)
    f.own()


def codes(told, number: int) -> set[tuple[str, str]]:
    return {(t.column, t.code) for t in told if t.number == number}


def test_new_members_come_with_record_history_and_count(world: World) -> None:
    batch, told = stage(world, [row(1, "Chi bộ Thôn 1")])
    assert not told
    assert batch.summary["new"] == 1
    assert Person.objects.count() == 0

    commit(world, batch)

    person = Person.objects.get()
    assert (person.full_name, person.status) == ("Nguyễn Thị Thử", Status.OFFICIAL)
    assert person.card_number == "000000000001"
    assert (person.unit_id, person.unit_path) == (world.cell.pk, world.cell.path)
    assert person.search_key == "nguyen thi thu"
    assert bytes(person.citizen_key) == find_key("068180000001")
    kept = Particulars.objects.get()
    assert unseal(kept.citizen_sealed) == "068180000001"
    assert kept.home_province == "Huế"
    event = Event.objects.get()
    assert (event.kind, event.effective_on) == (EventKind.TAKEN_OVER, date(2026, 6, 1))
    spell = Spell.objects.get()
    assert (spell.status, spell.valid_from, spell.unit_path) == (
        Status.OFFICIAL, date(2026, 6, 1), world.cell.path,
    )  # fmt: skip
    assert Headcount.objects.get(unit_id=world.cell.pk).official == 1


def test_citizen_numbers_never_stand_open_among_the_rows(world: World) -> None:
    batch, told = stage(world, [row(1, "Chi bộ Thôn 1"), row(2, "Chi bộ Thôn 1", citizen="123")])
    for line in batch.lines.all():
        assert not any("068180" in cell or cell == "123" for cell in line.cells)
    assert all(fault.value == "" for fault in batch.faults.filter(column="citizen"))
    assert [t.value for t in told if t.column == "citizen"] == ["123"]


def test_every_cell_of_every_row_is_judged_and_none_stops_the_file(world: World) -> None:
    cell = "Chi bộ Thôn 1"
    batch, told = stage(world, [
        row(1, cell, citizen="12345", birth_on="31/02/1980"),
        row(2, "Chi bộ không có"),
        row(3, cell, ethnic_group="Kinhh"),
        row(4, cell, citizen="068180000009"),
        row(5, cell, citizen="068180000009", full_name="Trần Văn Thử"),
        row(6, cell, official_on="01/01/2000"),
        row(7, cell, joined_on="02/06/2026", official_on="", status="Dự bị"),
        row(8, cell, status="Từ trần"),
        row(9, cell, removal="x"),
        row(10, "Đảng bộ xã Đạ Huoai"),
        row(11, cell, status="Lạ"),
        row(12, cell, birth_on="05/05/1981"),
    ])  # fmt: skip
    assert batch.summary["read"] == 12
    assert batch.summary["new"] == 1
    assert {("citizen", "wrong_length"), ("birth_on", "no_such_day")} <= codes(told, 3)
    assert codes(told, 4) <= {
        ("unit", "unknown"),
        ("unit", "near_name"),
        ("full_name", "duplicate"),
    }
    assert ("ethnic_group", "unknown_value") in codes(told, 5)
    assert ("citizen", "duplicate") in codes(told, 6) & codes(told, 7)
    assert ("official_on", "official_before_joined") in codes(told, 8)
    assert ("joined_on", "after_as_of") in codes(told, 9)
    assert ("left_on", "empty") in codes(told, 10)
    assert ("removal", "removal_asked") in codes(told, 11)
    assert ("unit", "not_a_cell") in codes(told, 12)
    assert ("status", "unknown_value") in codes(told, 13)
    with pytest.raises(Impossible) as refused:
        commit(world, batch)
    assert refused.value.code == "has_problems"
    f.own()
    commit(world, batch, only_valid=True)
    assert Person.objects.get().birth_on == date(1981, 5, 5)


def test_text_in_other_spelling_and_serial_days_are_the_same(world: World) -> None:
    plain = row(1, "Chi bộ Thôn 1")
    odd = {
        **plain, "full_name": unicodedata.normalize("NFD", "Nguyễn Thị  Thử"),
        "birth_on": 29252, "unit": unicodedata.normalize("NFD", "Chi bộ Thôn 1"),
        "card_number": 1, "ethnic_group": "kinh ",
    }  # fmt: skip
    batch, told = stage(world, [odd])
    assert not told
    commit(world, batch)
    person = Person.objects.get()
    assert (person.full_name, person.birth_on) == ("Nguyễn Thị Thử", date(1980, 2, 1))
    assert person.card_number == "000000000001"


def test_the_same_file_is_refused_and_an_updated_one_shows_its_changes(world: World) -> None:
    data = book([row(1, "Chi bộ Thôn 1"), row(2, "Chi bộ Thôn 1", full_name="Lê Văn Mẫu")])
    first, _ = stage(world, [], data=data)
    commit(world, first)
    with pytest.raises(Impossible) as refused:
        stage(world, [], data=data)
    assert refused.value.code == "already_committed"
    f.own()

    second, told = stage(world, [
        row(1, "Chi bộ Thôn 1", home_detail="Xã Vinh Lộc", citizen="068180000001"),
        row(2, "Chi bộ Thôn 1", full_name="Lê Văn Mẫu", other_name=""),
    ])  # fmt: skip
    assert not told
    assert (second.summary["changed"], second.summary["unchanged"]) == (1, 1)
    found = queries.findings(second, "changed")
    assert found[0]["changes"] == {"home_detail": ["Xã Phú Lộc", "Xã Vinh Lộc"]}
    commit(world, second)
    assert Particulars.objects.filter(home_detail="Xã Vinh Lộc").count() == 1
    assert Person.objects.count() == 2

    undo(world, second)
    assert Particulars.objects.filter(home_detail="Xã Phú Lộc").count() == 2


def test_a_changed_state_is_an_event_and_goes_with_the_undoing(world: World) -> None:
    new = row(1, "Chi bộ Thôn 1", status="Dự bị", official_on="", joined_on="03/02/2025",
              card_number="", card_on="")  # fmt: skip
    first, _ = stage(world, [new])
    commit(world, first)
    later = {**new, "status": "Từ trần", "left_on": "01/06/2026"}
    second, told = stage(world, [later])
    assert not told
    commit(world, second)
    person = Person.objects.get()
    assert person.status == Status.DIED
    assert not Headcount.objects.filter(unit_id=world.cell.pk, probationary__gt=0)
    undo(world, second)
    person.refresh_from_db()
    assert person.status == Status.PROBATIONARY
    assert Spell.objects.get().status == Status.PROBATIONARY


def test_whoever_is_gone_is_kept_without_being_counted(world: World) -> None:
    gone = row(1, "Chi bộ Thôn 1", status="Xóa tên", left_on="05/05/2020")
    batch, told = stage(world, [gone])
    assert not told
    commit(world, batch)
    assert Person.objects.get().status == Status.LEFT
    spell = Spell.objects.get()
    assert (spell.status, spell.opened_by) == (Status.LEFT, EventKind.STRUCK_OFF)
    assert spell.valid_from == date(2020, 5, 5)


def test_undoing_leaves_nothing_and_the_file_may_come_again(world: World) -> None:
    data = book([row(1, "Chi bộ Thôn 1")])
    batch, _ = stage(world, [], data=data)
    commit(world, batch)
    undo(world, batch)
    for table in (Person, Particulars, Event, Spell):
        assert not table.objects.exists()
    again, _ = stage(world, [], data=data)
    commit(world, again)
    assert Person.objects.count() == 1


@pytest.mark.parametrize("what", ["post", "edit", "event", "admission", "case", "account"])
def test_undoing_is_refused_while_something_rests_on_the_batch(world: World, what: str) -> None:
    batch, _ = stage(world, [row(1, "Chi bộ Thôn 1")])
    commit(world, batch)
    person = Person.objects.get()
    if what == "post":
        person.posts.create(unit=world.cell, unit_path=world.cell.path, kind="secretary",
                            valid_from=date(2026, 6, 2))  # fmt: skip
    elif what == "edit":
        Particulars.objects.update(home_detail="Xã Khác")
    elif what == "admission":
        f.admission(world.cell, person=person)
    elif what == "case":
        f.own()
        Case.objects.create(
            unit=world.cell, unit_path=world.cell.path, full_name="Lê Thị Nguồn", sex="F",
            search_key="le thi nguon", sort_key="nguon", ethnic_group="01", source_group="farmer",
            introduced_by="cell", in_charge=person, opened_on=date(2026, 1, 5), stage="NGUON",
            stage_since=date(2026, 1, 5), rule_on=date(2026, 1, 5),
            recorded_at=f.NOW, recorded_by="thử",
        )  # fmt: skip
    elif what == "account":
        f.account(Role.MEMBER, world.cell, person_id=person.pk)
    else:
        Event.objects.create(person=person, unit_path=person.unit_path, kind="mien_sinh_hoat",
                             effective_on=date(2026, 6, 10), recorded_by="thử",
                             recorded_at=batch.staged_at)  # fmt: skip
    with pytest.raises(Impossible) as refused:
        undo(world, batch)
    assert refused.value.code == "depended_on"
    f.own()
    assert Person.objects.count() == 1


def test_somebody_in_another_cell_is_not_moved_by_a_workbook(world: World) -> None:
    second_cell = f.unit("Chi bộ Thôn 2", world.huoai, type="CHI_BO")
    batch, _ = stage(world, [row(1, "Chi bộ Thôn 1")])
    commit(world, batch)
    moved, told = stage(world, [row(1, second_cell.name)])
    assert ("unit", "in_other_cell") in codes(told, 3)
    assert moved.summary["refused"] == 1


def test_the_centres_verdicts_become_work(world: World) -> None:
    batch, _ = stage(world, [
        row(1, "Chi bộ Thôn 1", verdict="Chưa đạt", verdict_detail="Sai ngày cấp thẻ"),
        row(2, "Chi bộ Thôn 1", full_name="Lê Văn Mẫu", verdict="Đạt"),
    ])  # fmt: skip
    commit(world, batch)
    verdict = Verdict.objects.get()
    assert (verdict.result, verdict.detail) == ("Chưa đạt", "Sai ngày cấp thẻ")
    undo(world, batch)
    assert not Verdict.objects.exists()


def verdict_of(name: str) -> Verdict:
    return Verdict.objects.get(person__full_name=name)


def test_a_workbook_that_changes_a_record_mends_what_the_centre_found_there(world: World) -> None:
    cell = "Chi bộ Thôn 1"
    found = {"verdict": "Chưa đạt", "verdict_detail": "Sai ngày cấp thẻ"}
    batch, _ = stage(world, [
        row(1, cell, **found),
        row(2, cell, full_name="Lê Văn Mẫu", **found),
        row(3, cell, full_name="Trần Thị Ba", **found),
    ])  # fmt: skip
    commit(world, batch)
    changed, same, other = map(verdict_of, ("Nguyễn Thị Thử", "Lê Văn Mẫu", "Trần Thị Ba"))

    second, _ = stage(world, [
        row(1, cell, card_on="06/03/2012"),
        row(2, cell, full_name="Lê Văn Mẫu"),
        row(3, cell, full_name="Trần Thị Ba", home_detail="Xã khác"),
    ], "b.xlsx")  # fmt: skip
    commit(world, second)
    assert set(Verdict.objects.filter(mended_at=None)) == {same, other}
    changed.refresh_from_db()
    assert changed.mended_batch == second.pk

    undo(world, second)
    assert Verdict.objects.filter(mended_at=None, mended_by="").count() == 3


def test_what_the_centre_passes_now_is_mended_and_what_it_finds_again_stays(world: World) -> None:
    cell = "Chi bộ Thôn 1"
    found = {"verdict": "Chưa đạt", "verdict_detail": "Sai ngày cấp thẻ"}
    batch, _ = stage(world, [row(1, cell, **found), row(2, cell, full_name="Lê Văn Mẫu", **found)])
    commit(world, batch)
    passed, again = map(verdict_of, ("Nguyễn Thị Thử", "Lê Văn Mẫu"))

    second, _ = stage(world, [
        row(1, cell, verdict="Đạt"),
        row(2, cell, full_name="Lê Văn Mẫu", card_on="07/03/2012", **found),
    ], "b.xlsx")  # fmt: skip
    commit(world, second)
    waiting = Verdict.objects.get(mended_at=None)
    assert (waiting.person_id, waiting.batch) == (again.person_id, second.pk)
    passed.refresh_from_db()
    assert passed.mended_batch == second.pk

    undo(world, second)
    assert set(Verdict.objects.filter(mended_at=None)) == {passed, again}


def test_a_batch_is_taken_back_with_verdicts_that_came_later_on_its_people(world: World) -> None:
    batch, _ = stage(world, [row(1, "Chi bộ Thôn 1")])
    commit(world, batch)
    found = {"verdict": "Chưa đạt", "verdict_detail": "Sai ngày cấp thẻ"}
    second, _ = stage(world, [row(1, "Chi bộ Thôn 1", **found)], "b.xlsx")
    commit(world, second)
    undo(world, batch)
    assert not Person.objects.exists()
    assert not Verdict.objects.exists()


def test_a_request_to_take_somebody_out_takes_nobody_out_and_waits(world: World) -> None:
    cell = "Chi bộ Thôn 1"
    batch, told = stage(world, [
        row(1, cell, removal="X"),
        row(2, cell, full_name="Lê Văn Mẫu", removal="Trùng với dòng 1"),
        row(3, cell, full_name="Phạm Văn Mẫu", removal="không"),
    ])  # fmt: skip
    assert [(t.number, t.code, t.blocks) for t in told] == [
        (3, "removal_asked", False), (4, "removal_asked", False),
    ]  # fmt: skip
    done = commit(world, batch)
    assert done.summary["written"]["removals"] == 2
    assert Person.objects.filter(status=Status.OFFICIAL).count() == 3
    asked = Verdict.objects.order_by("detail").values_list("result", "detail", "columns")
    assert list(asked) == [
        ("Đề nghị xóa", "", "removal"), ("Đề nghị xóa", "Trùng với dòng 1", "removal"),
    ]  # fmt: skip

    again, _ = stage(world, [
        row(1, cell, removal="x", other_name="Thu", verdict="Đạt"),
        row(2, cell, full_name="Lê Văn Mẫu"),
    ])  # fmt: skip
    assert commit(world, again).summary["written"]["removals"] == 0
    assert Verdict.objects.filter(mended_at=None).count() == 2
    undo(world, again)
    undo(world, batch)
    assert not Verdict.objects.exists()


def test_nobody_imports_beyond_reach_or_without_the_right(world: World) -> None:
    batch, told = stage(world, [row(1, "Chi bộ Công an")])
    assert batch.summary["new"] == 0
    assert {column for column, _ in codes(told, 3)} == {"unit"}
    from dangvu.access.matrix import Role

    secretary = f.actor(Role.CELL_SECRETARY, world.cell)
    with pytest.raises(Refused), entered(secretary):
        bulk.receive(secretary, MEMBERS, world.cell, "a.xlsx", book([]), AS_OF)


def test_a_mapping_said_once_is_remembered_by_the_header(world: World) -> None:
    from dangvu.office.workbooks import TableColumn, write_table

    titles = ["Tên đầy đủ", "NS", "Phái", "DT", "Đạo", "Căn cước", "Thẻ", "CB", "Vào", "Chính"]
    fields = ["full_name", "birth_on", "sex", "ethnic_group", "religion", "citizen", "card_number",
              "unit", "joined_on", "official_on"]  # fmt: skip
    whole = row(1, "Chi bộ Thôn 1")
    data = write_table("Danh sách", [TableColumn(t) for t in titles], [[whole[c] for c in fields]])
    with pytest.raises(HeaderUnknown) as unknown:
        stage(world, [], data=data)
    f.own()
    actor = world.officer()
    at = {code: unknown.value.titles.index(t) for code, t in zip(fields, titles, strict=True)}
    with entered(actor):
        mapping.keep(actor, MEMBERS, world.huoai, "Của xã", unknown.value.titles, at)
    f.own()
    batch, told = stage(world, [], data=data)
    assert not told
    assert batch.summary["new"] == 1
    with entered(actor):
        assert mapping.named(actor, MEMBERS, world.huoai, "của xã") == at
