"""The forms of a petition: raised, answered, passed, joined, withdrawn."""

from collections.abc import Sequence
from typing import Any

from django import forms

from dangvu.rules.petitions import cited
from dangvu.tasks.actions.petitions import LONGEST, Raised
from dangvu.tasks.catalogue import Subject
from dangvu.tasks.queries.petitions import Petition
from dangvu.web.components.fields import Option

EXCERPT = 110


def _text(label: str, hint: str, rows: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RaiseForm(forms.Form):
    """Two fields and a choice: what is in the way, what is recommended, what it is about."""

    subject = forms.ChoiceField(
        label="Vướng mắc về",
        choices=[(one.value, one.label_vi) for one in Subject],
        widget=forms.RadioSelect,
    )
    what = _text("Vướng mắc, khó khăn", "Việc gì, ở đâu, từ khi nào", 4)
    wish = _text("Kiến nghị cách giải quyết", "Đồng chí đề nghị làm gì", 3, required=False)
    directive = forms.ChoiceField(label="Liên quan văn bản chỉ đạo", required=False)

    def __init__(self, directives: Sequence[tuple[int, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if directives:
            listed = [(str(key), _short(title)) for key, title in directives]
            self.fields["directive"].choices = [  # type: ignore[attr-defined]
                ("", "Không liên quan văn bản nào"), *listed,
            ]  # fmt: skip
        else:
            del self.fields["directive"]

    def raised(self) -> Raised:
        """What was entered, for the action."""
        given = self.cleaned_data
        directive = given.get("directive")
        return Raised(
            given["subject"], given["what"], given["wish"], int(directive) if directive else None
        )


class SeenForm(forms.Form):
    """Remembers the last step on the page, so that what was done since is told."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)


class AnswerForm(SeenForm):
    """The answer, as the member reads it."""

    answer = _text(
        "Trả lời",
        "Nói rõ việc đã hoặc sẽ làm, ai làm, khi nào xong; không làm được thì nêu lý do",
        7,
    )


class PassForm(SeenForm):
    """To whom above, and why."""

    unit = forms.ChoiceField(label="Chuyển đến", widget=forms.RadioSelect)
    reason = _text("Lý do chuyển", "Đảng viên đọc được lý do này", 3)

    def __init__(self, superiors: Sequence[tuple[int, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (str(key), Option(name, hint="Cấp trên trực tiếp" if n == 0 else ""))
            for n, (key, name) in enumerate(superiors)
        ]
        if superiors:
            self.fields["unit"].initial = str(superiors[0][0])


class BackForm(SeenForm):
    """Why it goes back to who passed it up."""

    reason = _text("Lý do chuyển lại", "Đảng viên và nơi nhận lại đọc được lý do này", 3)


class JoinForm(SeenForm):
    """The other petition, whose answer will be the answer to this one too."""

    other = forms.ChoiceField(label="Gộp vào", widget=forms.RadioSelect)

    def __init__(self, others: Sequence[Petition], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            (
                str(row.pk),
                Option(
                    f"{cited(row.number, row.year)}, {row.unit.name}",
                    hint=f"{Subject(row.subject).label_vi}: {_short(row.what)}",
                ),
            )
            for row in others
        ]


class WithdrawForm(SeenForm):
    """Why the member takes it back, if the member says so."""

    reason = _text("Lý do rút", "Ví dụ: việc đã giải quyết xong", 2, required=False)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rsplit(' ', 1)[0]}…"
