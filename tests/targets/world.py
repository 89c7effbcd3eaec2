"""A province with communes and cells, a campaign, and who works there, for tests of targets."""

from dataclasses import dataclass
from datetime import date

from tests import factories as make

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.orgs.models import Unit
from dangvu.targets.models import Campaign, Target

TODAY = date(2026, 6, 1)


@dataclass
class World:
    """Cells stand under communes in the same order: one each."""

    province: Unit
    communes: list[Unit]
    cells: list[Unit]
    campaign: Campaign
    specialist: Actor

    def officer(self, n: int = 0) -> Actor:
        return make.actor(Role.COMMUNE_OFFICER, self.communes[n])

    def target(self, n: int = 0) -> Target:
        return Target.objects.get(campaign=self.campaign, unit=self.communes[n])

    def admit(self, *numbers: int) -> "World":
        """So many admissions of each cell, one a month from January 2026 on."""
        for cell, number in zip(self.cells, numbers, strict=True):
            for month in range(1, number + 1):
                make.admission(cell, date(2026, month, 8))
        return self


def doing(actor: Actor, act, *args, **more):
    """What an action or query gives when that actor asks, as a request or job would."""
    make.own()
    try:
        with entered(actor):
            return act(actor, *args, **more)
    finally:
        make.own()


def campaign(unit: Unit, **more) -> Campaign:
    make.own()
    return Campaign.objects.create(
        **{
            "unit": unit,
            "name": "Chỉ tiêu 2026",
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 12, 31),
            "decision_number": "11-TB/TU",
            "decision_on": date(2026, 1, 30),
            "issuer": "Ban Thường vụ Tỉnh ủy",
            "base_on": date(2025, 12, 31),
            "created_at": make.NOW,
            **more,
        }
    )


def target(given: Campaign, unit: Unit, assigned: int = 10, **more) -> Target:
    make.own()
    return Target.objects.create(
        campaign=given, unit=unit, unit_path=unit.path, assigned=assigned, **more
    )


def world(communes: int = 3, *, assigned: int = 10) -> World:
    province = make.unit()
    below = [make.unit(f"Đảng bộ xã Thử {i}", province) for i in range(communes)]
    cells = [
        make.unit(f"Chi bộ Thôn 1, xã {i}", commune, type="CHI_BO_CO_SO")
        for i, commune in enumerate(below)
    ]
    given = campaign(province)
    for commune in below:
        target(given, commune, assigned)
    return World(province, below, cells, given, make.actor(Role.PROVINCE_SPECIALIST, province))
