"""The actor around every request: gates, refusals, errors that undo everything, headers."""

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import include, path
from tests import factories as f

from dangvu.access.matrix import Action, Role
from dangvu.access.models import Assignment
from dangvu.access.scope import Refused
from dangvu.kernel import audit
from dangvu.kernel.models import Event
from dangvu.members.models import Person
from dangvu.web.shell.gate import Gate, gate

pytestmark = pytest.mark.django_db


def _note(request: HttpRequest) -> None:
    audit.record(request.actor or audit.Who(), "sign_out")


@gate(Gate.ANY_ACTOR)
def fine(request: HttpRequest) -> HttpResponse:
    _note(request)
    return HttpResponse(",".join(Person.objects.values_list("full_name", flat=True)))


def ungated(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to everybody")


def _raising(error: Exception):
    @gate(Gate.ANY_ACTOR)
    def view(request: HttpRequest) -> HttpResponse:
        _note(request)
        raise error

    return view


@gate(Gate.ANY_ACTOR)
def broken_sql(request: HttpRequest) -> HttpResponse:
    _note(request)
    list(Person.objects.extra(where=["khong_co_cot_nay = 1"]))
    return HttpResponse()


@gate(Action.CLOSE_MONTH)
def closing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("closed")


@gate(Gate.ANY_ACTOR)
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/base.html")


urlpatterns = [
    path("thu/tot/", fine),
    path("thu/khong-cong/", ungated),
    path("thu/404/", _raising(Http404("Người Bí Mật"))),
    path("thu/403/", _raising(Refused("Đồng chí chưa được chốt.", "Quy chế", (Role.CLERK,)))),
    path("thu/django-403/", _raising(PermissionDenied())),
    path("thu/400/", _raising(BadRequest())),
    path("thu/500/", _raising(RuntimeError("Người Bí Mật"))),
    path("thu/sql/", broken_sql),
    path("thu/chot/", closing),
    path("thu/trang/", page),
    path("", include("dangvu.config.urls")),
]
handler400 = "dangvu.web.shell.views.not_understood"
handler403 = "dangvu.web.shell.views.refused"
handler404 = "dangvu.web.shell.views.not_found"
handler500 = "dangvu.web.shell.views.failed"


class World:
    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province)
        f.person(self.ward, "Người Trong Phường")
        f.person(self.province, "Người Ngoài Phường")
        self.officer = f.account(Role.COMMUNE_OFFICER, self.ward, "canbo")
        self.client = f.signed_in(self.officer)
        self.client.raise_request_exception = False


@pytest.fixture
def world(settings) -> World:
    settings.ROOT_URLCONF = "tests.web.shell.test_middleware"
    return World()


def notes() -> int:
    f.own()
    return Event.objects.filter(action="sign_out").count()


def test_a_view_runs_under_its_actor_and_is_kept(world: World) -> None:
    answer = world.client.get("/thu/tot/")
    assert answer.content.decode() == "Người Trong Phường"
    assert notes() == 1


def test_a_view_without_a_gate_opens_for_nobody(world: World) -> None:
    for client in (world.client, Client(raise_request_exception=False)):
        answer = client.get("/thu/khong-cong/")
        assert answer.status_code == 500
        assert "open to everybody" not in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/thu/404/", 404, "Không tìm thấy trang này"),
        ("/thu/403/", 403, "Đồng chí chưa được chốt."),
        ("/thu/django-403/", 403, "Đồng chí chưa được làm việc này"),
        ("/thu/400/", 400, "Máy chủ không hiểu yêu cầu này"),
        ("/thu/500/", 500, "Chưa làm được việc này"),
        ("/thu/sql/", 500, "Chưa làm được việc này"),
    ],
)
def test_what_goes_wrong_undoes_everything_and_is_told_calmly(
    world: World, address: str, status: int, words: str
) -> None:
    answer = world.client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert words in text
    assert "Người Bí Mật" not in text
    assert notes() == 0
    if status in (403, 404):  # with the shell of whoever asked
        assert "Đồng chí canbo" in text
        assert "PHƯỜNG MỘT" in text
    assert world.client.get("/thu/tot/").status_code == 200


def test_a_refusal_names_the_rule_and_who_can(world: World) -> None:
    text = world.client.get("/thu/403/").content.decode()
    assert "Căn cứ: Quy chế" in text
    assert "văn thư" in text


def test_an_error_of_ours_has_a_reference_that_stands_in_the_log(world: World, caplog) -> None:
    text = world.client.get("/thu/500/").content.decode()
    [reference] = re.findall(r"<b>([0-9a-f]{6})</b>", text)
    assert reference in caplog.text


def test_an_address_that_is_not_there_has_the_shell(world: World) -> None:
    answer = world.client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert "Đồng chí canbo" in answer.content.decode()
    assert Client().get("/khong-co-trang-nay/").status_code == 404


def test_the_gate_of_an_action_asks_the_matrix(world: World) -> None:
    assert world.client.get("/thu/chot/").content == b"closed"
    member = f.signed_in(f.account(Role.MEMBER, world.ward, "dangvien"))
    answer = member.get("/thu/chot/")
    assert answer.status_code == 403
    assert "chốt tháng" in answer.content.decode()
    assert Client().get("/thu/chot/").status_code == 302


def test_a_capacity_that_ended_closes_the_house(world: World) -> None:
    f.own()
    Assignment.objects.update(valid_until=f.NOW.date())
    assert world.client.get("/thu/tot/").status_code == 403
    f.own()
    Assignment.objects.all().delete()
    assert world.client.get("/thu/tot/").status_code == 403


def test_every_answer_has_the_content_policy_and_stays_private(world: World) -> None:
    for address in ("/thu/tot/", "/thu/404/", "/thu/500/", "/dang-nhap/"):
        answer = world.client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Frame-Options"] == "DENY"


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/dang-nhap/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Trang này mở đã lâu" in answer.content.decode()


def test_reading_a_page_costs_one_statement_for_the_actor_and_few_for_the_shell(
    world: World, django_assert_max_num_queries
) -> None:
    world.client.get("/thu/trang/")
    f.own()
    # session, account, capacities; transaction, role, letterhead and names of the frame, release
    with django_assert_max_num_queries(12):
        world.client.get("/thu/trang/")
