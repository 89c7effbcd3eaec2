"""``dangvu account create-admin``: the first administrator, and the unit on top of the tree.

Whoever holds the address of the owner of the tables may do this; nobody else can.
"""

import argparse
from datetime import date

from dangvu.cli.serving import as_owner
from dangvu.cli.session import complain

SIGNATURE = "Dòng lệnh máy chủ"
COMMITTEES = {
    "Đảng bộ tỉnh ": "Tỉnh ủy ",
    "Đảng bộ thành phố ": "Thành ủy ",
    "Đảng bộ ": "Đảng ủy ",
}


def create_admin(words: argparse.Namespace) -> int:
    """Makes an IT administrator over the whole tree and prints the one-time password, once."""
    with as_owner() as able:
        if not able:
            return 1
        from django.db import connection, transaction

        from dangvu.kernel.refusals import Impossible

        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('dangvu.actor', %s, true)", [SIGNATURE])
                place = _top(words)
                if place is None:
                    return 1
                password = _make(words, *place)
        except Impossible as refusal:
            complain(f"{refusal.message_vi} [{refusal.code}]")
            return 1
    print(
        f"Tài khoản quản trị: {words.username}\nMật khẩu một lần: {password}\n"
        "Chỉ hiện lần này. Phải đổi khi đăng nhập lần đầu, trong 7 ngày."
    )
    return 0


def _make(words: argparse.Namespace, unit_id: int, path: str) -> str:
    from dangvu.access.actions.accounts import Grant, Place, create_account
    from dangvu.access.actor import Actor
    from dangvu.access.matrix import Role
    from dangvu.kernel import audit, clock

    role = Role.IT_ADMINISTRATOR
    actor = Actor(0, SIGNATURE, role, unit_id, path, assignment_id=0)
    if words.unit:
        audit.record(actor, "reorganise_found", subject=("unit", unit_id), unit_path=path)
    grant = Grant(role, Place(unit_id, path), clock.today())
    return create_account(actor, words.username, words.name, grant)[1]


def _top(words: argparse.Namespace) -> tuple[int, str] | None:
    """Id and path of the unit on top; founds it where no unit stands yet."""
    from dangvu.orgs import loading

    top = loading.top()
    if top is not None:
        if words.unit:
            complain("Đã có cây tổ chức; bỏ --unit, tài khoản được giao cho tổ chức trên cùng.")
            return None
        return top
    if not (words.unit and words.since):
        complain(
            "Chưa có tổ chức nào. Ghi tổ chức trên cùng, ví dụ: "
            '--unit "Đảng bộ tỉnh Lâm Đồng" --since 2025-07-01'
        )
        return None
    return _found(words.unit, words.committee or _committee(words.unit), words.type, words.since)


def _found(name: str, committee: str, kind: str, since: date) -> tuple[int, str]:
    from dangvu.kernel.copying import continue_numbers
    from dangvu.orgs.loading import (
        LabelRow,
        PlacementRow,
        UnitRow,
        label,
        load_labels,
        load_placements,
        load_units,
    )
    from dangvu.orgs.searching import name_key

    unit = UnitRow(
        id=1, parent_id=None, path=label(1), depth=0, type=kind, kind="", model="294", name=name,
        short_name=name.removeprefix("Đảng bộ ").capitalize(), committee=committee, code="",
        register_code="", locality_code="", attributes=[], position=0, valid_from=since,
    )  # fmt: skip
    load_units([unit])
    load_labels([LabelRow(unit.id, "name", name, name_key(name), since)])
    load_placements([PlacementRow(unit.id, None, since)])
    continue_numbers("orgs_unit")
    return unit.id, unit.path


def _committee(name: str) -> str:
    for beginning, committee in COMMITTEES.items():
        if name.startswith(beginning):
            return committee + name.removeprefix(beginning)
    return name
