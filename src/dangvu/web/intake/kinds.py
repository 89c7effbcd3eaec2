"""The kinds of table this journey takes in, and where each of them comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from dangvu.admissions.importing import ADMISSIONS
from dangvu.intake.bulk import BulkKind
from dangvu.intake.catalogue import AnyKind, Kind
from dangvu.members.importing import MEMBERS
from dangvu.targets.importing import COUNTS, TARGETS

KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.code: kind for kind in (TARGETS, COUNTS, ADMISSIONS)}
)
LONG: Mapping[str, BulkKind] = MappingProxyType({MEMBERS.code: MEMBERS})
ALL: Mapping[str, Kind | BulkKind] = MappingProxyType({**KINDS, **LONG})


@dataclass(frozen=True)
class Origin:
    """The page a kind of table belongs to: its name and the name of its address."""

    label: str
    address: str


_ORIGINS = {
    "targets": Origin("Chỉ tiêu", "campaigns"),
    "counts": Origin("Kết nạp theo tháng", "month_latest"),
    "admissions": Origin("Kết nạp", "admission_list"),
    "members": Origin("Đảng viên", "member_list"),
}


def kind_of(code: str) -> Kind:
    """The kind an address names; 404 for any other word."""
    if code not in KINDS:
        raise Http404("Không có loại bảng này.")
    return KINDS[code]


def origin(kind: AnyKind) -> tuple[str, str]:
    """Label and address of the page a kind belongs to; no address where the page is not there."""
    found = _ORIGINS[kind.code]
    try:
        return found.label, reverse(found.address)
    except NoReverseMatch:
        return found.label, ""
