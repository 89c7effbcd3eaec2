"""A letter of urging that is set aside before it is issued urged nobody."""

import pytest
from django.urls import reverse
from tests import factories as f
from tests.tasks.duties_world import TODAY, World

from dangvu.access.matrix import Role
from dangvu.documents.models import Paper
from dangvu.tasks.models import Urging

pytestmark = pytest.mark.django_db


def test_a_letter_set_aside_is_not_counted(settings) -> None:
    settings.DEMO_TODAY = TODAY.isoformat()
    world = World()
    found = world.given()
    page = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, world.province))

    def urge(seen: int) -> Paper:
        answer = page.post(
            reverse("directive_urge", args=[found.pk]),
            {
                "subject": "về việc đôn đốc", "report_due": "15/06/2026", "place": "Lâm Đồng",
                "authority": "K/T TRƯỞNG BAN", "post": "PHÓ TRƯỞNG BAN", "signer": "",
                "recipients": "Như trên\nLưu Văn phòng Ban", "addressees": "", "seen": str(seen),
                "each": "common", "bodies": [world.one.pk],
            },
        )  # fmt: skip
        assert answer.status_code == 302, answer.content.decode()
        f.own()
        return Paper.objects.latest("pk")

    def drop(paper: Paper) -> None:
        answer = page.post(reverse("paper_drop", args=[paper.pk]), {"reason": "Soạn lại"})
        assert answer.status_code == 302, answer.content.decode()
        f.own()

    first = urge(0)
    second = urge(Urging.objects.get().pk)
    assert world.of(world.one).urged == 2
    drop(second)
    assert list(Urging.objects.values_list("paper", flat=True)) == [first.pk]
    assert (world.of(world.one).urged, world.of(world.one).urged_on) == (1, TODAY)
    drop(first)
    assert (world.of(world.one).urged, world.of(world.one).urged_on) == (0, None)
