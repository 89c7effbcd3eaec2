"""Which column of somebody's workbook holds which field: kept by name, found by the header."""

import hashlib
from collections.abc import Mapping as Columns
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q

from dangvu.access.actor import Actor
from dangvu.access.scope import require
from dangvu.intake.bulk import BulkKind
from dangvu.intake.catalogue import Place
from dangvu.intake.models import Mapping
from dangvu.kernel import clock
from dangvu.kernel.branches import beneath
from dangvu.kernel.refusals import Impossible
from dangvu.office.vietnamese import clean, fold


def shape(titles: Sequence[str]) -> str:
    """Equal for headers of the same titles in the same order, accents and spaces aside."""
    told = "\n".join(fold(t) for t in titles)
    return hashlib.sha256(told.encode()).hexdigest()


def remembered(kind: BulkKind, unit: Place, titles: Sequence[str]) -> dict[str, int] | None:
    """Where each field stands in a workbook of this header, by what was last said of one like it,
    by the unit itself or one above it."""
    rows = Mapping.objects.filter(kind=kind.code, shape=shape(titles))
    above = [unit.path[:end] for end in range(5, len(unit.path) + 1, 6)]
    found = rows.filter(Q(unit_path__in=above)).order_by("-unit_path", "-saved_at").first()
    return {field: int(at) for field, at in found.columns.items()} if found else None


def named(actor: Actor, kind: BulkKind, unit: Place, name: str) -> dict[str, int]:
    """Where each field stands by a mapping of that name within reach. Raises ``Impossible``."""
    require(actor, kind.action)
    rows = Mapping.objects.filter(beneath(actor.unit_path), kind=kind.code, name__iexact=name)
    found = rows.order_by("unit_path").first()
    if found is None:
        raise Impossible("no_such_mapping", f"Không có cách ghép cột nào tên “{name}”.", "mapping")
    return {field: int(at) for field, at in found.columns.items()}


def keep(
    actor: Actor,
    kind: BulkKind,
    unit: Place,
    name: str,
    titles: Sequence[str],
    columns: Columns[str, int],
) -> Mapping:
    """Remembers under a name where each field stands. Writes the mapping. Raises ``Impossible``."""
    require(actor, kind.action)
    name = clean(name)[:80] or "Cách ghép cột"
    missing = [c.title for c in kind.columns if c.required and c.key not in columns]
    if missing:
        raise Impossible("missing_columns", f"Chưa chỉ cột cho: {', '.join(missing)}.")
    if len(set(columns.values())) < len(columns):
        raise Impossible("column_twice", "Một cột chỉ dùng được cho một mục.")
    told = {
        "shape": shape(titles), "columns": dict(columns), "saved_at": clock.now(),
        "saved_by": actor.name, "unit_path": unit.path,
    }  # fmt: skip
    try:
        with transaction.atomic():
            made, _ = Mapping.objects.update_or_create(
                kind=kind.code, unit_id=unit.pk, name=name, defaults=told
            )
    except IntegrityError as reason:
        raise Impossible("mapping_name", f"Đã có cách ghép cột tên “{name}”.") from reason
    return made
