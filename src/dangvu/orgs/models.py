"""The tree of Party organisations, its history, and the localities it stands on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

LABEL_WIDTH = 5


def label(unit_id: int) -> str:
    """The path label of a unit: its id in base 36, of fixed width, so that paths sort and nest."""
    digits = ""
    while unit_id:
        unit_id, rest = divmod(unit_id, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits.rjust(LABEL_WIDTH, "0")


def ids_of(path: str) -> list[int]:
    """The ids of the units a path leads through, the unit at its end last: ``label`` undone."""
    return [int(mark, 36) for mark in path.split(".")]


class Locality(models.Model):
    """A province (two-digit code) or commune-level unit (five-digit code) of the State."""

    code = models.CharField(max_length=5, primary_key=True)
    parent_code = models.CharField(max_length=5, blank=True)
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    area_km2 = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    population = models.IntegerField(null=True)
    merged_from = models.TextField(blank=True)
    search_key = models.TextField(db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["parent_code", "code"], name="locality_parent")]


class Unit(models.Model):
    """A Party organisation: one node of the tree.

    ``parent`` and ``path`` tell where it stands now; ``Placement`` where it stood when.
    ``path`` is the parent's path, a dot, and this unit's label: a branch is one index range.
    ``type`` is an ``org_type`` and ``kind`` a kind of grassroots organisation (R1.10), both from
    ``rules.organisations``; ``model`` is the organisation model it follows (294 or 208, R1.2-R1.4).
    ``committee`` is the name its papers carry ("Đảng ủy phường …").
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=120, unique=True, db_collation="C")
    depth = models.SmallIntegerField()
    type = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=3, default="294")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120)
    committee = models.CharField(max_length=200)
    code = models.CharField(max_length=14, blank=True)
    register_code = models.CharField(max_length=20, blank=True)
    locality_code = models.CharField(max_length=5, blank=True)
    attributes = ArrayField(models.CharField(max_length=20), default=list)
    position = models.IntegerField(default=0)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["parent", "position", "id"], name="unit_parent"),
            models.Index(fields=["locality_code"], name="unit_locality"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="unit_code"),
            models.UniqueConstraint(
                fields=["register_code"], condition=~Q(register_code=""), name="unit_register_code"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="unit_valid",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitLabel(models.Model):
    """A name or code a unit bears or bore; what the search looks through."""

    class Kind(models.TextChoices):
        NAME = "name", "Tên"
        CODE = "code", "Mã"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="labels")
    kind = models.CharField(max_length=4, choices=Kind)
    text = models.CharField(max_length=200)
    search_key = models.CharField(max_length=200, db_collation="C")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit"], name="unitlabel_unit"),
            models.Index(fields=["search_key"], name="unitlabel_key"),
        ]


class Placement(models.Model):
    """Under which parent a unit stood, and when (half-open). Spells of a unit never overlap."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["parent", "valid_from"], name="placement_parent")]


class Change(models.Model):
    """One decision that changed the tree: founding, move, merger, split, renaming, dissolution.

    A decision is known by number, date and issuer together (R0.0).
    """

    class Kind(models.TextChoices):
        FOUND = "found", "Thành lập"
        MOVE = "move", "Chuyển đơn vị trực thuộc"
        MERGE = "merge", "Sáp nhập"
        SPLIT = "split", "Chia tách"
        RENAME = "rename", "Đổi tên"
        DISSOLVE = "dissolve", "Giải thể"

    kind = models.CharField(max_length=8, choices=Kind)
    effective_on = models.DateField()
    decision_number = models.CharField(max_length=60)
    decision_on = models.DateField()
    issuer = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)


class ChangedUnit(models.Model):
    """A unit in a change, on the side before, after, or merely carried along."""

    class Side(models.TextChoices):
        BEFORE = "before", "Trước"
        AFTER = "after", "Sau"
        MOVED = "moved", "Chuyển theo"

    change = models.ForeignKey(Change, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes")
    side = models.CharField(max_length=6, choices=Side)
    name_then = models.CharField(max_length=200)
    parent_before = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    parent_after = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
