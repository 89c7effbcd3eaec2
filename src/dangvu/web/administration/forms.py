"""Forms of signing in, the own account and the administrator's pages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from dangvu.access import queries
from dangvu.access.actor import Actor
from dangvu.access.matrix import ACTION_LABELS, ROLE_LABELS, Action, Role
from dangvu.kernel import clock
from dangvu.kernel.audit import Kind
from dangvu.kernel.audit_labels import ACTIONS, SUBJECTS
from dangvu.office.vietnamese import clean, nfc
from dangvu.orgs.searching import Hit, search
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option, mistake

MOST_UNITS, MOST_SUPERIORS = 12, 5
ROLES = [(role.value, ROLE_LABELS[role]) for role in Role]


class MailField(forms.EmailField):
    """An address for e-mails; a wrong one says what an address looks like."""

    def __init__(self, **more: Any) -> None:
        told = "Địa chỉ thư chưa đúng. Địa chỉ có dạng ten@donvi.vn, không có dấu cách."
        super().__init__(
            **{
                "label": "Địa chỉ thư", "max_length": 254, "error_messages": {"invalid": told},
                "widget": forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none",
                                                  "spellcheck": "false"}),
                "help_text": "Thư của cơ quan, ví dụ: nguyen.van.an@donvi.vn", **more,
            }
        )  # fmt: skip


class MailForm(forms.Form):
    """Where the own daily e-mail goes, and whether one is wished."""

    email = MailField(required=False)
    daily = forms.BooleanField(
        label="Nhận thư việc cần làm hằng ngày",
        required=False,
        help_text="Mỗi ngày một thư, chỉ khi có việc; không có họ tên ai",
    )


class SignInForm(forms.Form):
    """Name and password. Never tells which of the two is wrong."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Chưa gõ tên đăng nhập."},
    )
    password = forms.CharField(
        label="Mật khẩu",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Chưa gõ mật khẩu."},
    )

    def clean_username(self) -> str:
        return clean(self.cleaned_data["username"]).lower()

    def clean_password(self) -> str:
        return nfc(self.cleaned_data["password"])


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label="Mã xác nhận",
        max_length=20,
        help_text="Sáu chữ số đang hiện trên điện thoại, hoặc một mã dự phòng",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Chưa gõ mã."},
    )


class NewDeviceForm(CodeForm):
    """The first code of a telephone that is being set up."""

    code = forms.CharField(
        label="Mã đang hiện trên điện thoại",
        max_length=20,
        help_text="Sáu chữ số, đổi mỗi 30 giây",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Chưa gõ mã."},
    )


class PasswordForm(forms.Form):
    """A new password of one's own choice; the old one is asked for unless it was a one-time one."""

    old = forms.CharField(
        label="Mật khẩu hiện nay",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="Mật khẩu mới",
        strip=False,
        max_length=128,
        help_text="Từ 10 ký tự, không giống tên đăng nhập, không phải mật khẩu nhiều người dùng. "
        "Một câu ngắn dễ nhớ là tốt nhất",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Gõ lại mật khẩu mới",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Mapping[str, Any] | None, account: Any) -> None:
        super().__init__(data)
        self.account = account
        if account.must_change_password:
            del self.fields["old"]

    def clean_old(self) -> str:
        return nfc(self.cleaned_data["old"])

    def clean_new(self) -> str:
        new = nfc(self.cleaned_data["new"])
        if self.account.check_password(new):
            raise mistake("Trùng mật khẩu đang dùng.", mend="Đồng chí chọn mật khẩu khác.")
        validate_password(new, self.account)
        return new

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "new" in found and found["new"] != nfc(found.get("again", "")):
            self.add_error("again", mistake("Hai lần gõ chưa giống nhau.", mend="Gõ lại."))
        return found


class ReasonForm(forms.Form):
    """Why: it stands in the audit trail."""

    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Ghi vào nhật ký. Ví dụ: đồng chí mất điện thoại, báo ngày 01/06/2026",
        error_messages={"required": "Chưa ghi lý do."},
    )


class UnitPick(forms.Form):
    """A unit found by typing and chosen from what was found; works without scripts.

    The page shows the choices after "Tìm đơn vị" (``find``) or after a first try to send.
    """

    unit_text = forms.CharField(
        label="Đơn vị",
        max_length=120,
        help_text="Gõ tên hoặc mã, không dấu cũng được. "
        "Trùng tên thì thêm cấp trên sau dấu phẩy: to dan pho 1, xuan huong",
        error_messages={"required": "Chưa có đơn vị. Gõ tên, rồi bấm Tìm đơn vị."},
    )
    unit = forms.ChoiceField(
        label="Chọn đơn vị",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chưa chọn đơn vị. Chọn một dòng dưới đây.",
            "invalid_choice": "Dòng đã chọn không khớp chữ vừa gõ. Chọn lại một dòng.",
        },
    )

    unit_is_needed = True

    def __init__(
        self, data: Mapping[str, Any] | None, actor: Actor, action: Action, **more: Any
    ) -> None:
        finding = bool(data and data.get("find"))
        if finding and data is not None:
            more["initial"] = {**more.get("initial", {}), **{key: data.get(key) for key in data}}
        super().__init__(None if finding else data, **more)
        source = data if data is not None else more.get("initial", {})
        self.units_of(str(source.get("unit_text") or ""), actor, action)

    def units_of(self, text: str, actor: Actor, action: Action) -> None:
        """Sets the choices to what the text finds within reach. One found needs no choosing."""
        self.text = clean(text)
        self.hits, self.more = _units_found(self.text, actor, action)
        self.fields["unit_text"].required = self.unit_is_needed
        choosing = self.fields["unit"]
        choosing.required = len(self.hits) > 1
        choosing.choices = [  # type: ignore[attr-defined]
            (str(hit.unit_id), Option(hit.name, " · ".join(filter(None, (hit.place, hit.note)))))
            for hit in self.hits
        ]

    @property
    def looked(self) -> bool:
        """Whether something was typed to look for."""
        return bool(self.text)

    @property
    def shows_units(self) -> bool:
        """Whether there is something to choose from."""
        return len(self.hits) > 1 or "unit" in self.errors

    def clean_unit(self) -> int | None:
        chosen = self.cleaned_data["unit"]
        if not chosen and len(self.hits) == 1:
            return self.hits[0].unit_id
        return int(chosen) if chosen else None

    def clean_unit_text(self) -> str:
        if self.text and not self.hits:
            raise mistake(
                "Không tìm thấy đơn vị nào.",
                "Chỉ tìm được trong phạm vi của đồng chí.",
                "Gõ ít chữ hơn, hoặc gõ mã đơn vị.",
            )
        return self.text


class GrantForm(UnitPick):
    """A capacity to give."""

    role = forms.ChoiceField(label="Vai trò", choices=[("", "Chọn vai trò"), *ROLES])
    valid_from = DayField(label="Từ ngày", help_text="Ngày/tháng/năm")
    valid_until = DayField(
        label="Hết hiệu lực từ ngày", required=False, help_text="Để trống nếu chưa định"
    )
    behalf_of = forms.CharField(
        label="Nhập thay cho (tên đăng nhập)",
        max_length=60,
        required=False,
        help_text="Chỉ cho vai trò Người nhập thay",
    )
    field_order = ["role", "unit_text", "unit", "behalf_of", "valid_from", "valid_until"]

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor) -> None:
        super().__init__(data, actor, Action.MANAGE_ACCOUNTS, initial={"valid_from": clock.today()})

    def clean_behalf_of(self) -> int | None:
        name = clean(self.cleaned_data["behalf_of"]).lower()
        if self.data.get("role") != Role.DEPUTY or not name:
            return None
        account = queries.account_named(name)
        if account is None:
            raise mistake(
                f"Không có tài khoản “{name}”.", mend="Gõ đúng tên đăng nhập của đồng chí ấy."
            )
        return account.pk


class AccountForm(GrantForm):
    """A new account with its first capacity."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ thường không dấu, ví dụ: nguyen.van.an",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    person_id = forms.IntegerField(
        label="Mã hồ sơ đảng viên",
        min_value=1,
        required=False,
        help_text="Chỉ cho vai trò Đảng viên, do chi bộ cung cấp",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ["full_name", "username", *GrantForm.field_order, "person_id"]

    def clean_username(self) -> str:
        return clean(self.cleaned_data["username"]).lower()


class NameForm(forms.Form):
    """The name on an account, and the record it is tied to."""

    full_name = forms.CharField(label="Họ và tên", max_length=150)
    person_id = forms.IntegerField(
        label="Mã hồ sơ đảng viên",
        min_value=1,
        required=False,
        help_text="Chỉ cho vai trò Đảng viên, do chi bộ cung cấp",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    email = MailField(required=False)


class AccountSearch(forms.Form):
    """What the list of accounts is narrowed by."""

    says_optional = False

    q = forms.CharField(
        label="Tên hoặc tên đăng nhập",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Vai trò", choices=[("", "Mọi vai trò"), *ROLES], required=False)


class WhyForm(UnitPick):
    """Whose right to do what, where."""

    who = forms.CharField(
        label="Tài khoản",
        max_length=100,
        help_text="Gõ họ tên hoặc tên đăng nhập, không dấu cũng được",
        error_messages={"required": "Chưa gõ tài khoản nào."},
    )
    account = forms.ChoiceField(
        label="Chọn tài khoản",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chưa chọn tài khoản. Chọn một dòng dưới đây.",
            "invalid_choice": "Dòng đã chọn không khớp chữ vừa gõ. Chọn lại một dòng.",
        },
    )
    action = forms.ChoiceField(
        label="Việc", choices=[(action.value, ACTION_LABELS[action]) for action in Action]
    )
    own = forms.BooleanField(
        label="Hỏi về hồ sơ của chính đồng chí ấy",
        help_text="Chỉ khác khi vai trò chỉ tới hồ sơ của mình",
        required=False,
    )
    field_order = ["who", "account", "action", "unit_text", "unit", "own"]

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor, on: date) -> None:
        super().__init__(data, actor, Action.EXPLAIN_ACCESS)
        text = clean(str((data or {}).get("who") or ""))
        page = (
            queries.accounts(actor, on, action=Action.EXPLAIN_ACCESS, text=text, limit=12)
            if text
            else None
        )
        self.people = page.lines if page else ()
        choosing = self.fields["account"]
        choosing.required = len(self.people) > 1
        choosing.choices = [  # type: ignore[attr-defined]
            (str(line.id), Option(line.full_name, _roles_of(line))) for line in self.people
        ]

    @property
    def shows_people(self) -> bool:
        """Whether there is somebody to choose from."""
        return len(self.people) > 1 or "account" in self.errors

    def clean_account(self) -> int | None:
        chosen = self.cleaned_data["account"]
        if not chosen and len(self.people) == 1:
            return self.people[0].id
        return int(chosen) if chosen else None

    def clean_who(self) -> str:
        if not self.people:
            raise mistake(
                "Không tìm thấy tài khoản nào.",
                "Chỉ tìm được tài khoản có vai trò trong phạm vi của đồng chí.",
            )
        return str(self.cleaned_data["who"])


class TrailForm(UnitPick):
    """What the audit trail is searched by."""

    unit_is_needed = False
    says_optional = False

    person = forms.CharField(
        label="Ai làm", max_length=100, required=False, help_text="Họ tên hoặc tên đăng nhập"
    )
    kind = forms.ChoiceField(
        label="Loại", choices=[("", "Mọi loại"), *Kind.choices], required=False
    )
    action = forms.ChoiceField(label="Việc", required=False)
    since = DayField(label="Từ ngày", required=False, help_text="")
    until = DayField(label="Đến hết ngày", required=False, help_text="")
    subject_kind = forms.ChoiceField(label="Đối tượng", required=False)
    subject_id = forms.CharField(label="Mã đối tượng", max_length=60, required=False)
    field_order = [
        "person", "kind", "action", "since", "until", "unit_text", "unit", "subject_kind",
        "subject_id",
    ]  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor) -> None:
        super().__init__(data, actor, Action.VIEW_AUDIT)
        actions = sorted(ACTIONS.items(), key=lambda pair: pair[1])
        subjects = sorted(SUBJECTS.items(), key=lambda pair: pair[1])
        self.fields["action"].choices = [("", "Mọi việc"), *actions]  # type: ignore[attr-defined]
        self.fields["subject_kind"].choices = [("", "Mọi đối tượng"), *subjects]  # type: ignore[attr-defined]


def _units_found(text: str, actor: Actor, action: Action) -> tuple[list[Hit], bool]:
    """Units of that name within reach, and whether there are more. What stands after a comma names
    a superior: every commune has its neighbourhood 1."""
    name, _, above = text.partition(",")
    if not above.strip():
        found = search(actor, name, action=action, limit=MOST_UNITS)
        return list(found.hits), found.more
    hits: dict[int, Hit] = {}
    for superior in search(actor, above, action=action, limit=MOST_SUPERIORS).hits:
        narrowed = replace(actor, unit_path=superior.path)
        for hit in search(narrowed, name, action=action, limit=MOST_UNITS).hits:
            hits.setdefault(hit.unit_id, hit)
    return list(hits.values())[:MOST_UNITS], len(hits) > MOST_UNITS


def _roles_of(line: queries.AccountLine) -> str:
    roles = ", ".join(dict.fromkeys(held.role_label for held in line.holdings))
    return f"{line.username} · {roles}"
