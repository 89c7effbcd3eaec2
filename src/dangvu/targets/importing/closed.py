"""What is closed stays closed: records behind a published month are not taken away."""

from collections.abc import Sequence

from dangvu.kernel.refusals import Impossible
from dangvu.rules.months import Month
from dangvu.targets.models import ClosedRow


def keep_published(admissions: Sequence[int]) -> None:
    """Raises ``Impossible`` where one of the admissions stands behind a closed month."""
    rows = ClosedRow.objects.filter(admissions__overlap=list(admissions))
    found = rows.select_related("closing").order_by("-closing__month").first()
    if found is not None:
        month = Month.of(found.closing.month).label_vi
        raise Impossible(
            "depended_on",
            f"Tháng {month} đã chốt với các hồ sơ này nên không hoàn tác cả lần nhập được. "
            "Đồng chí hủy ghi từng hồ sơ sai, có lý do; số của tháng sẽ được chốt lại.",
        )
