"""Figures typed as text are read as the offices write them, or refused with the way to mend."""

from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from dangvu.web.components.numbers import NumberField, written


@pytest.mark.parametrize(
    ("text", "places", "read"),
    [("4.945", 0, 4945), (" 12 ", 0, 12), ("0", 0, 0), ("0,7", 4, Decimal("0.7")), ("", 0, None)],
)
def test_reads(text, places, read):
    assert NumberField(places=places, required=False).clean(text) == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12,5", "phải là số nguyên"),
        ("mười", "không phải là số"),
        ("1,234", "hai cách"),
        ("-1", "từ 0 trở lên"),
        ("100.001", "đến 100.000"),
    ],
)
def test_refuses_and_says_how_to_mend(text, said):
    with pytest.raises(forms.ValidationError) as told:
        NumberField(least=0, most=100_000).clean(text)
    assert said in told.value.messages[0]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False))
def test_what_is_shown_is_read_back(value):
    assert NumberField(places=4).clean(written(value)) == value
    assert NumberField(places=4).prepare_value(value) == written(value)
