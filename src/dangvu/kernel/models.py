"""Tables of the kernel: the audit trail."""

from django.db import models


class Event(models.Model):
    """One line of the audit trail: who did what to what, and why.

    It holds identifiers and field names, never personal values: an administrator who may read the
    trail learns nothing about a member from it.
    """

    class Kind(models.TextChoices):
        WRITE = "write", "Ghi"
        READ = "read", "Xem hồ sơ cá nhân"
        EXPORT = "export", "Xuất dữ liệu"
        ACCESS = "access", "Đăng nhập, quyền"

    at = models.DateTimeField()
    kind = models.CharField(max_length=6, choices=Kind)
    action = models.CharField(max_length=60)
    account_id = models.BigIntegerField(null=True)
    account_name = models.CharField(max_length=150)
    role = models.CharField(max_length=30, blank=True)
    on_behalf_of = models.CharField(max_length=150, blank=True)
    unit_path = models.CharField(max_length=120, blank=True, db_collation="C")
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="event_at"),
            models.Index(fields=["account_id", "-at"], name="event_account"),
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="event_subject"),
            models.Index(fields=["unit_path", "-at"], name="event_path"),
        ]
