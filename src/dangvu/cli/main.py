"""The command ``dangvu``."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

DESCRIPTION = """\
dangvu: sổ sách công tác đảng vụ của một tổ chức Đảng, từ chỉ tiêu đến công văn đôn đốc.

Bắt đầu:  dangvu demo        dựng bản minh họa Lâm Đồng rồi mở máy chủ
          dangvu serve       mở máy chủ của cơ quan
"""

EPILOG = """\
Mã thoát: 0 xong; 1 không làm được (có nói vì sao); 2 gõ sai lệnh.
Thư mục dữ liệu: DANGVU_DATA (mặc định .dangvu). Máy chủ PostgreSQL riêng: DATABASE_URL.
"""


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line. Each command names its function as ``run``."""
    root = argparse.ArgumentParser(
        prog="dangvu",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = root.add_subparsers(dest="command", required=True, metavar="LỆNH")

    _house_words(commands)
    _work_words(commands)
    _register_words(commands)
    _export_words(commands)
    _count_words(commands)
    _rule_words(commands)
    _paper_words(commands)
    _office_words(commands)
    return root


def _house_words(commands: Commands) -> None:
    """Starting: the demo, the server."""
    demo = commands.add_parser("demo", help="dựng bản minh họa Lâm Đồng và mở máy chủ")
    demo.add_argument("--members", type=_members, default=119_396, help="số đảng viên giả lập")
    demo.add_argument("--seed", type=int, default=2026, help="hạt giống, cùng số thì cùng dữ liệu")
    demo.add_argument("--port", type=int, default=8000, help="cổng của máy chủ")
    demo.add_argument("--no-serve", action="store_true", help="chỉ dựng dữ liệu, không mở máy chủ")
    demo.set_defaults(run=_run("dangvu.cli.demonstration", "demo"))

    serve = commands.add_parser("serve", help="mở máy chủ")
    serve.add_argument("--port", type=int, default=8000, help="cổng")
    serve.add_argument("--address", default="127.0.0.1", help="địa chỉ nghe, mặc định chỉ máy này")
    serve.add_argument("--workers", type=int, default=2, help="số tiến trình")
    serve.set_defaults(run=_run("dangvu.cli.serving", "serve"))

    work = commands.add_parser("work", help="làm các việc lâu (tự chạy cùng serve)")
    work.add_argument("--once", action="store_true", help="làm hết việc đang chờ rồi thôi")
    work.add_argument("--beside", type=int, metavar="PID", help=argparse.SUPPRESS)
    work.set_defaults(run=_run("dangvu.cli.working", "work"))


def _work_words(commands: Commands) -> None:
    """The month's work, as an account."""
    review = commands.add_parser("review", help="bảng tháng: ai cao, trung bình, thấp")
    review.add_argument("month", help="tháng, ví dụ 2026-05")
    review.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    review.add_argument("--unit", default="", help="mã đơn vị, mặc định đơn vị của tài khoản")
    review.add_argument("--format", choices=("table", "json", "xlsx"), default="table")
    review.add_argument("--out", default="", help="tệp ghi ra (xlsx)")
    review.set_defaults(run=_run("dangvu.cli.review", "review"))

    ahead = commands.add_parser("forecast", help="dự kiến cả năm: còn kịp chỉ tiêu không")
    ahead.add_argument("month", help="tháng, ví dụ 2026-05")
    ahead.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    ahead.add_argument("--unit", default="", help="mã đơn vị, mặc định đơn vị của tài khoản")
    ahead.add_argument("--format", choices=("table", "json"), default="table")
    ahead.set_defaults(run=_run("dangvu.cli.forecasts", "forecast"))

    digest = commands.add_parser(
        "digest", help="thư việc cần làm hằng ngày; chạy lại không gửi lại"
    )
    digest.add_argument("--send", action="store_true", help="gửi thật; không có thì chỉ nói")
    digest.add_argument("--day", type=_day, default=None, help="ngày, mặc định hôm nay")
    digest.set_defaults(run=_run("dangvu.cli.digest", "digest"))

    targets = commands.add_parser("targets", help="chỉ tiêu")
    steps = targets.add_subparsers(dest="step", required=True, metavar="VIỆC")
    annex = _import_words(
        steps.add_parser("import", help="nhập bảng phụ lục chỉ tiêu"),
        _run("dangvu.cli.imports", "targets"),
    )
    annex.add_argument("--campaign", default="", help="mã đợt giao, mặc định đợt của năm nay")
    annex.add_argument("--reason", default="", help="lý do điều chỉnh, khi đã có tháng chốt")

    admissions = commands.add_parser("admissions", help="kết nạp")
    steps = admissions.add_subparsers(dest="step", required=True, metavar="VIỆC")
    _import_words(
        steps.add_parser("import", help="nhập danh sách kết nạp"),
        _run("dangvu.cli.imports", "admissions"),
    )
    _case_words(steps)

    _long_import_words(commands)

    letters = commands.add_parser("letters", help="công văn")
    steps = letters.add_subparsers(dest="step", required=True, metavar="VIỆC")
    draft = steps.add_parser("draft", help="soạn công văn đôn đốc ra tệp Word")
    draft.add_argument("month", help="tháng, ví dụ 2026-05")
    draft.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    draft.add_argument(
        "--class", dest="classes", action="append", choices=("high", "medium", "low", "zero"),
        help="nhóm cần gửi, ghi được nhiều lần; mặc định low",
    )  # fmt: skip
    draft.add_argument("--unit", default="", help="mã đơn vị, mặc định đơn vị của tài khoản")
    draft.add_argument("--each", action="store_true", help="mỗi đảng bộ một công văn")
    draft.add_argument("--out", required=True, help="thư mục ghi ra")
    draft.add_argument("--format", choices=("table", "json"), default="table")
    draft.set_defaults(run=_run("dangvu.cli.letters", "draft"))


def _case_words(steps: Commands) -> None:
    """Cases on the way to membership."""
    status = steps.add_parser("status", help="một hồ sơ kết nạp đang ở đâu, hạn nào, thiếu gì")
    status.add_argument("case", type=int, help="số của hồ sơ")
    status.add_argument("--on", type=_day, default=None, help="ngày hỏi, mặc định hôm nay")
    status.add_argument("--as", dest="account", default="", help="tên đăng nhập; không có thì "
                        "người giữ máy chủ hỏi, không nêu họ tên")  # fmt: skip
    status.add_argument("--format", choices=("table", "json"), default="table")
    status.set_defaults(run=_run("dangvu.cli.admissions", "status"))
    red = steps.add_parser("red-list", help="hồ sơ quá hạn, sắp hết hạn, trước kỳ họp")
    red.add_argument("--unit", default="", help="mã đơn vị, mặc định đơn vị của tài khoản")
    red.add_argument("--on", type=_day, default=None, help="ngày hỏi, mặc định hôm nay")
    red.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    red.add_argument("--after", default="", help="chỗ bắt đầu, như trang trước cho")
    red.add_argument("--size", type=_page, default=50, help="số dòng, từ 1 đến 500")
    red.add_argument("--format", choices=("table", "json"), default="table")
    red.set_defaults(run=_run("dangvu.cli.admissions", "red_list"))
    daily = steps.add_parser(
        "remind", help="việc hằng ngày: nhắc hạn, xóa thông tin hết hạn lưu; chạy lại cũng được"
    )
    daily.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    daily.add_argument("--on", type=_day, default=None, help="ngày làm, mặc định hôm nay")
    daily.set_defaults(run=_run("dangvu.cli.admissions", "remind"))


def _register_words(commands: Commands) -> None:
    """The register, as an account."""
    members = commands.add_parser("members", help="sổ đảng viên")
    steps = members.add_subparsers(dest="step", required=True, metavar="VIỆC")
    find = steps.add_parser("find", help="tìm đảng viên theo tên, số thẻ, số định danh")
    find.add_argument("text", help="vài chữ của họ tên, không dấu cũng được; hoặc số 12 chữ số")
    find.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    find.add_argument("--unit", default="", help="mã đơn vị, mặc định đơn vị của tài khoản")
    find.add_argument("--after", default="", help="chỗ bắt đầu, như trang trước cho")
    find.add_argument("--size", type=_page, default=50, help="số dòng, từ 1 đến 500")
    find.add_argument("--format", choices=("table", "json"), default="table")
    find.set_defaults(run=_run("dangvu.cli.members", "find"))
    mark = steps.add_parser(
        "mark-quality", help="ghi mốc chất lượng dữ liệu của tháng; đã ghi rồi thì thôi"
    )
    mark.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    mark.add_argument("--unit", default="", help="mã đơn vị, mặc định đơn vị của tài khoản")
    mark.add_argument("--below", action="store_true", help="ghi cả cho từng đơn vị trực thuộc")
    mark.add_argument("--again", action="store_true", help="ghi lại, thay mốc đã ghi trong tháng")
    mark.set_defaults(run=_run("dangvu.cli.members", "mark"))


def _export_words(commands: Commands) -> None:
    """Taking members along."""
    export = commands.add_parser("export", help="xuất danh sách ra tệp")
    steps = export.add_subparsers(dest="step", required=True, metavar="VIỆC")
    members = steps.add_parser("members", help="xuất danh sách đảng viên")
    members.add_argument("file", help="tệp ghi ra")
    members.add_argument(
        "--layout", default="national",
        choices=("national", "register", "cards", "dossiers", "csv", "csv_full"),
        help="mẫu: toàn quốc 31 cột, sổ 7-HSĐV, thẻ, tên hồ sơ số hóa, csv",
    )  # fmt: skip
    members.add_argument("--unit", default="", help="mã đơn vị, mặc định đơn vị của tài khoản")
    members.add_argument("--reason", default="", help="lý do, cần khi tệp có mục nhạy cảm")
    members.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    members.set_defaults(run=_run("dangvu.cli.exports", "members"))


def _count_words(commands: Commands) -> None:
    """Statistics, as an account."""
    stats = commands.add_parser("stats", help="thống kê đảng viên")
    steps = stats.add_subparsers(dest="step", required=True, metavar="VIỆC")
    movement = steps.add_parser("movement", help="tăng, giảm đảng viên (biểu 1-TCTW)")
    movement.add_argument("--unit", default="", help="mã đơn vị, mặc định đơn vị của tài khoản")
    movement.add_argument("--from", dest="since", type=_day, required=True, help="ngày đầu kỳ")
    movement.add_argument("--to", dest="until", type=_day, required=True, help="ngày cuối kỳ")
    movement.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    movement.add_argument("--format", choices=("json", "xlsx"), default="json")
    movement.add_argument("--out", default="", help="tệp ghi ra, mặc định bieu-1-TCTW-….xlsx")
    movement.set_defaults(run=_run("dangvu.cli.statistics", "movement"))


def _rule_words(commands: Commands) -> None:
    """The law as the software applies it."""
    rules = commands.add_parser("rules", help="con số, thời hạn theo quy định")
    steps = rules.add_subparsers(dest="step", required=True, metavar="VIỆC")
    deadline = steps.add_parser("deadline", help="tính một thời hạn và nói cách tính")
    deadline.add_argument("name", help="tên thời hạn, ví dụ procedure.decision; xem rules list")
    deadline.add_argument("--trigger", type=_day, required=True, help="ngày bắt đầu tính hạn")
    deadline.add_argument("--on", type=_day, default=None, help="ngày hỏi: còn bao lâu, quá hạn")
    deadline.add_argument("--format", choices=("table", "json"), default="table")
    deadline.set_defaults(run=_run("dangvu.cli.rules", "deadline"))
    listed = steps.add_parser("list", help="mọi con số, với nguồn và độ tin cậy")
    listed.add_argument("--format", choices=("table", "json"), default="table")
    listed.set_defaults(run=_run("dangvu.cli.rules", "show"))


def _paper_words(commands: Commands) -> None:
    """Papers: what they ask, how they are laid out."""
    directive = commands.add_parser("directive", help="văn bản chỉ đạo và nhiệm vụ trong đó")
    steps = directive.add_subparsers(dest="step", required=True, metavar="VIỆC")
    read = steps.add_parser("read", help="đọc văn bản: phần đầu, văn bản dẫn, nhiệm vụ; không ghi")
    read.add_argument("file", help="tệp .docx, .pdf, ảnh quét hoặc .txt")
    read.add_argument("--format", choices=("text", "json"), default="text")
    read.set_defaults(run=_run("dangvu.cli.directives", "read"))

    _duty_words(steps)

    office = commands.add_parser("office", help="thể thức văn bản")
    steps = office.add_subparsers(dest="step", required=True, metavar="VIỆC")
    check = steps.add_parser("check", help="soát thể thức một văn bản Word theo quy định")
    check.add_argument("file", help="tệp .docx")
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_run("dangvu.cli.office", "check"))


def _duty_words(steps: Commands) -> None:
    """Duties of a paper, as an account."""
    adopt = steps.add_parser("adopt", help="vào sổ văn bản, giao nhiệm vụ đọc được từ văn bản")
    adopt.add_argument("file", help="tệp .docx, .pdf, ảnh quét hoặc .txt")
    adopt.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    adopt.add_argument("--commit", action="store_true", help="ghi thật; không có thì chỉ xem thử")
    adopt.add_argument(
        "--product", default="",
        choices=("report", "plan", "minutes", "list", "count", "paper", "attendance"),
        help="sản phẩm của nhiệm vụ mà văn bản không nêu; không chọn thì để người giao chọn",
    )  # fmt: skip
    adopt.add_argument(
        "--audience", default="", choices=("bodies", "grassroots", "cells", "committees"),
        help="nơi nhận nhiệm vụ mà văn bản không nêu",
    )  # fmt: skip
    adopt.add_argument("--leave-out", action="store_true", help="bỏ nhiệm vụ còn thiếu, giao phần "
                       "còn lại")  # fmt: skip
    adopt.add_argument(
        "--number", default="", help="số, ký hiệu, khi văn bản chưa ghi hoặc đọc sai"
    )
    adopt.add_argument("--date", type=_day, default=None, help="ngày văn bản, như trên")
    adopt.add_argument("--issuer", default="", help="cơ quan ban hành, như trên")
    adopt.add_argument("--subject", default="", help="trích yếu, như trên")
    adopt.add_argument("--format", choices=("text", "json"), default="text")
    adopt.set_defaults(run=_run("dangvu.cli.duties", "adopt"))
    follow = steps.add_parser("follow-up", help="theo dõi thực hiện nhiệm vụ của một văn bản")
    follow.add_argument("number", help="số, ký hiệu văn bản, ví dụ 07-CT/TU")
    follow.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    follow.add_argument("--dated", type=_day, default=None, help="ngày văn bản, khi trùng số")
    follow.add_argument("--on", type=_day, default=None, help="ngày tính, mặc định hôm nay")
    follow.add_argument("--format", choices=("table", "json", "xlsx"), default="table")
    follow.add_argument("--out", default="", help="tệp ghi ra (xlsx), mặc định theo-doi-….xlsx")
    follow.set_defaults(run=_run("dangvu.cli.duties", "follow_up"))
    measure = steps.add_parser("measure", help="việc hằng ngày: kết quả của nhiệm vụ theo chỉ tiêu")
    measure.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    measure.add_argument("--on", type=_day, default=None, help="ngày tính, mặc định hôm nay")
    measure.set_defaults(run=_run("dangvu.cli.duties", "measure"))


def _long_import_words(commands: Commands) -> None:
    """Workbooks of members."""
    table = commands.add_parser("import", help="nhập danh sách đảng viên, hoàn tác một lần nhập")
    steps = table.add_subparsers(dest="step", required=True, metavar="VIỆC")
    members = _import_words(
        steps.add_parser("members", help="nhập tệp 31 cột, hoặc tệp bất kỳ theo cách ghép cột"),
        _run("dangvu.cli.member_imports", "import_members"),
    )
    members.add_argument("--mapping", default="", help="tên cách ghép cột đã lưu")
    members.add_argument("--valid-only", action="store_true", help="ghi riêng các dòng đúng")
    members.add_argument("--as-of", default="", help="ngày chốt số liệu, mặc định hôm nay")
    undo = steps.add_parser("undo", help="hoàn tác một lần nhập")
    undo.add_argument("batch", type=int, help="số của lần nhập")
    undo.add_argument(
        "--as", dest="account", default="", help="tên đăng nhập, mặc định là người đã nhập"
    )
    undo.set_defaults(run=_run("dangvu.cli.member_imports", "import_undo"))


def _office_words(commands: Commands) -> None:
    """Running an office's own house."""
    account = commands.add_parser("account", help="tài khoản")
    steps = account.add_subparsers(dest="step", required=True, metavar="VIỆC")
    admin = steps.add_parser("create-admin", help="lập tài khoản quản trị đầu tiên")
    admin.add_argument("username", help="tên đăng nhập")
    admin.add_argument("--name", required=True, help="họ và tên")
    admin.add_argument("--unit", default="", help="tên tổ chức trên cùng, khi chưa có cây tổ chức")
    admin.add_argument("--since", type=_day, default=None, help="ngày thành lập tổ chức ấy")
    admin.add_argument("--committee", default="", help="tên cấp ủy; mặc định suy từ tên tổ chức")
    admin.add_argument("--type", default="DANG_BO_TINH", help="loại tổ chức, mặc định cấp tỉnh")
    admin.set_defaults(run=_run("dangvu.cli.beginning", "create_admin"))

    invariants = commands.add_parser("check-invariants", help="soát số liệu không được lệch nhau")
    invariants.add_argument("--format", choices=("table", "json"), default="table")
    invariants.set_defaults(run=_run("dangvu.cli.invariants", "check"))

    database = commands.add_parser("database", help="cơ sở dữ liệu: dựng, nâng cấp")
    database.add_argument("step", choices=("migrate", "check"), help="việc")
    database.set_defaults(run=_run("dangvu.cli.serving", "database"))


def _import_words(
    command: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    command.add_argument("file", help="tệp .xlsx")
    command.add_argument("--as", dest="account", required=True, help="tên đăng nhập")
    command.add_argument("--commit", action="store_true", help="ghi thật; không có thì chỉ xem thử")
    command.add_argument("--format", choices=("table", "json"), default="table")
    command.set_defaults(run=run)
    return command


def _members(text: str) -> int:
    number = int(text)
    if not 3_000 <= number <= 1_300_000:
        raise argparse.ArgumentTypeError("số đảng viên từ 3000 đến 1300000")
    return number


def _page(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 500:
        raise argparse.ArgumentTypeError("số dòng từ 1 đến 500")
    return number


def _day(text: str) -> date:
    day, slash, rest = text.partition("/")
    month, _, year = rest.partition("/")
    try:
        return date(int(year), int(month), int(day)) if slash else date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("ngày ghi như 01/07/2025 hoặc 2025-07-01") from None


def _run(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """The function of a command, imported only when it is called: ``--help`` stays instant."""

    def call(words: argparse.Namespace) -> int:
        from importlib import import_module

        return getattr(import_module(module), function)(words)

    return call


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; gives back its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    words = parser().parse_args(arguments)
    try:
        code = words.run(words)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        # Whoever reads has read enough; the rest of what was printed is thrown away.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
