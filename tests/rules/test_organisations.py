"""Types in both models, kinds, the national code, sizes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import Confidence, Severity
from dangvu.rules.organisations import (
    CELL_KINDS,
    CELLS,
    MODELS,
    Locality,
    Model,
    OrgCode,
    OrgKind,
    OrgType,
    allowed_parents,
    check_parent,
    check_size,
    needs_committee,
    parents_basis,
    types_of,
)

BEFORE, AFTER = date(2026, 7, 25), date(2026, 7, 26)
DIGITS = st.text("0123456789", min_size=3, max_size=3)


def codes(findings) -> list[tuple[str, Severity]]:
    return [(finding.code, finding.severity) for finding in findings]


@pytest.mark.parametrize("model", Model)
def test_every_type_of_a_model_leads_up_to_the_top_without_a_circle(model: Model) -> None:
    kinds = types_of(model)
    assert kinds[0] is OrgType.CENTRAL
    above: dict[OrgType, set[OrgType]] = {OrgType.CENTRAL: set()}
    while len(above) < len(kinds):
        placed = {
            kind: parents | {higher for parent in parents for higher in above[parent]}
            for kind in kinds
            if kind not in above and (parents := allowed_parents(kind, model)) <= above.keys()
        }
        assert placed, "a circle"
        above |= placed
    assert all(OrgType.CENTRAL in above[kind] for kind in kinds[1:])
    assert any(kind in CELLS for kind in kinds)


def test_each_type_belongs_to_a_model_and_the_legacy_names_to_the_older_only() -> None:
    assert set(types_of(Model.M294)) | set(types_of(Model.M208)) == set(OrgType)
    legacy = {OrgType.SECTION, OrgType.GRASSROOTS_CELL, OrgType.SUBORDINATE_CELL}
    assert set(types_of(Model.M294)) - set(types_of(Model.M208)) == legacy
    assert set(types_of(Model.M208)) - set(types_of(Model.M294)) == {
        OrgType.SUBORDINATE,
        OrgType.CELL,
    }


@pytest.mark.parametrize(
    ("kind", "parent", "before", "after"),
    [
        (OrgType.SUPERIOR, OrgType.PROVINCIAL, True, True),
        (OrgType.GRASSROOTS, OrgType.PROVINCIAL, True, True),
        (OrgType.GRASSROOTS, OrgType.SUPERIOR, True, True),
        (OrgType.CELL, OrgType.GRASSROOTS, False, True),
        (OrgType.SUBORDINATE, OrgType.GRASSROOTS, False, True),
        (OrgType.CELL, OrgType.SUBORDINATE, False, True),
        (OrgType.GRASSROOTS, OrgType.GRASSROOTS, False, False),
        (OrgType.PROVINCIAL, OrgType.CELL, False, False),
        (OrgType.CELL, OrgType.PROVINCIAL, False, False),
    ],
)
def test_which_type_stands_under_which_before_and_after_208(kind, parent, before, after) -> None:
    for on, sound in ((BEFORE, before), (AFTER, after)):
        expected = [] if sound else [("parent_wrong", Severity.REFUSAL)]
        assert codes(check_parent(kind, parent, on)) == expected


def test_places_of_the_model_being_left_are_noted_after_208_only() -> None:
    place = (OrgType.GRASSROOTS_CELL, OrgType.SUPERIOR)
    assert check_parent(*place, BEFORE) == []
    assert codes(check_parent(*place, AFTER)) == [("model_left", Severity.NOTE)]
    assert MODELS.at(BEFORE).value == (Model.M294,)
    assert MODELS.at(AFTER).value == (Model.M208, Model.M294)


def test_only_the_top_stands_under_nothing() -> None:
    assert check_parent(OrgType.CENTRAL, None, AFTER) == []
    assert codes(check_parent(OrgType.CELL, None, AFTER)) == [("parent_wrong", Severity.REFUSAL)]
    wrong = check_parent(OrgType.CENTRAL, OrgType.PROVINCIAL, AFTER)
    assert codes(wrong) == [("parent_wrong", Severity.REFUSAL)]


def test_only_what_the_regulation_names_is_marked_confirmed() -> None:
    assert parents_basis(OrgType.GRASSROOTS, Model.M208).confidence is Confidence.V
    assert parents_basis(OrgType.SUPERIOR, Model.M208).confidence is Confidence.K
    assert parents_basis(OrgType.SECTION, Model.M294).confidence is Confidence.K


@given(st.text("0123456789", min_size=2, max_size=2), DIGITS, DIGITS, DIGITS, DIGITS)
def test_a_code_is_read_back_with_and_without_dots(m1, m2, m3, m4, m5) -> None:
    code = OrgCode(m1, m2, m3, m4, m5)
    assert OrgCode.parse(code.dotted) == OrgCode.parse(f" {code.compact} ") == code
    assert len(code.compact) == 14
    assert str(code) == code.dotted


def test_the_code_of_the_example() -> None:
    code = OrgCode.parse("38.168.053.000.001")
    assert (code.m1, code.m3, code.m5) == ("38", "053", "001")
    assert code.compact == "38168053000001"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "38.168.053.000",
        "38.168.053.000.0011",
        "3816805300000",
        "38-168-053-000-001",
        "٣8168053000001",
    ],
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="không đúng dạng"):
        OrgCode.parse(text)


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_under_three_official_members_cannot_meet(kind: OrgType) -> None:
    (finding,) = check_size(kind, 2, AFTER)
    assert (finding.severity, finding.basis.confidence) == (Severity.WARNING, Confidence.V)
    assert check_size(kind, 3, AFTER) == []


def test_a_small_grassroots_body_is_a_note_and_others_are_not_measured() -> None:
    (finding,) = check_size(OrgType.GRASSROOTS, 29, AFTER)
    assert (finding.severity, finding.basis.confidence) == (Severity.NOTE, Confidence.K)
    assert check_size(OrgType.GRASSROOTS, 30, AFTER) == []
    assert check_size(OrgType.PROVINCIAL, 0, AFTER) == []


def test_a_cell_of_nine_elects_a_committee() -> None:
    assert not needs_committee(8, AFTER)
    assert needs_committee(9, AFTER)


def test_kinds_and_localities_have_names_of_their_own() -> None:
    assert len({kind.label_vi for kind in OrgKind}) == len(OrgKind)
    assert len({item.label_vi for item in Locality}) == len(Locality)
    assert [kind for kind in OrgKind if kind.territorial] == list(OrgKind)[:3]
    assert {kind for kind in OrgKind if kind.value.endswith("_cell")} <= CELL_KINDS
    assert all(kind.is_cell_kind == (kind in CELL_KINDS) for kind in OrgKind)
    assert not any(kind.territorial and kind.is_cell_kind for kind in OrgKind)
    assert all(len(item) <= 20 for item in Locality)
