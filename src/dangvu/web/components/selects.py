"""A list to choose from, written at once: Django's own fills a template for every choice."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class Select(forms.Select):
    """The same as Django's, without groups of choices."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (one["value"], mark_safe(" selected" if one["selected"] else ""), one["label"])
                for _, group, _ in widget["optgroups"]
                for one in group
            ),
        )
        held = flatatt({"name": widget["name"], **widget["attrs"]})
        return format_html("<select{}>{}</select>", held, options)
