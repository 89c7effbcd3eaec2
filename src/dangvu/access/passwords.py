"""The rules of passwords, each with its words: what is wrong, and how to mend it."""

from django.contrib.auth import password_validation as django
from django.core.exceptions import ValidationError


class LongEnough(django.MinimumLengthValidator):
    """So many characters at least."""

    def get_error_message(self) -> str:
        return f"Mật khẩu quá ngắn. Cần từ {self.min_length} ký tự, một câu ngắn là vừa."


class Uncommon(django.CommonPasswordValidator):
    """None of the passwords that everybody tries first."""

    def get_error_message(self) -> str:
        return "Mật khẩu này nhiều người dùng, rất dễ đoán. Đồng chí chọn mật khẩu khác."


class UnlikeTheName(django.UserAttributeSimilarityValidator):
    """Unlike the sign-in name and the name of its owner."""

    def get_error_message(self) -> str:
        return "Mật khẩu giống họ tên hoặc tên đăng nhập. Đồng chí chọn mật khẩu khác."


class NotANumber:
    """No telephone number, no date of birth."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError for digits alone."""
        if password.replace(" ", "").replace(".", "").isdigit():
            raise ValidationError(
                "Mật khẩu chỉ có chữ số, dễ đoán. Đồng chí thêm chữ.", code="digits_only"
            )
