"""What must hold of directives: every duty is somebody's, answers to the one above it, and counts
as done only where nothing beneath it is open, or somebody said why."""

from dangvu.cli.checking import Check

DUTY_CHECKS = (
    Check(
        "duty_is_given",
        "Nhiệm vụ của văn bản đã giao có ít nhất một đơn vị thực hiện",
        """
        SELECT 'duty', d.id FROM tasks_duty AS d
        JOIN tasks_directive AS t ON t.id = d.directive_id
        WHERE t.state IN ('in_force', 'ended')
          AND NOT EXISTS (SELECT FROM tasks_assignment AS a WHERE a.duty_id = d.id)
        """,
    ),
    Check(
        "assignment_is_of_duty",
        "Việc của đơn vị thuộc đúng văn bản và nhiệm vụ gốc của nhiệm vụ được giao",
        """
        SELECT 'assignment', a.id FROM tasks_assignment AS a
        JOIN tasks_duty AS d ON d.id = a.duty_id
        WHERE a.directive_id <> d.directive_id OR a.root_id <> coalesce(d.root_id, d.id)
        """,
    ),
    Check(
        "assignment_answers_above",
        "Việc giao tiếp trả lời một việc có thật của cấp trên, cùng nhiệm vụ gốc",
        """
        SELECT 'assignment', a.id FROM tasks_assignment AS a
        LEFT JOIN tasks_assignment AS p ON p.id = a.parent_id
        WHERE a.parent_id IS NOT NULL AND (p.id IS NULL OR p.root_id <> a.root_id)
        """,
    ),
    Check(
        "done_has_nothing_open_beneath",
        "Việc đã hoàn thành không còn việc dở ở cấp dưới, trừ khi đã ghi lý do",
        """
        SELECT DISTINCT 'assignment', p.id FROM tasks_assignment AS p
        JOIN tasks_assignment AS c ON c.parent_id = p.id
        JOIN tasks_duty AS d ON d.id = c.duty_id
        WHERE p.stage = 'done' AND p.explained = '' AND d.every = '' AND c.stage <> 'done'
        """,
    ),
    Check(
        "assignment_stands",
        "Không việc nào đang làm thuộc đơn vị đã kết thúc",
        """
        SELECT 'assignment', a.id FROM tasks_assignment AS a
        JOIN tasks_directive AS t ON t.id = a.directive_id AND t.state = 'in_force'
        JOIN orgs_unit AS u ON u.id = a.unit_id
        WHERE a.stage NOT IN ('accepted', 'done') AND u.valid_until <= current_date
        """,
    ),
    Check(
        "assigned_is_reached",
        "Đơn vị có việc đang làm nằm trong danh sách phải quán triệt văn bản",
        """
        SELECT DISTINCT 'assignment', a.id FROM tasks_assignment AS a
        WHERE a.stage NOT IN ('accepted', 'done') AND NOT EXISTS (
          SELECT FROM tasks_reach AS r
          WHERE r.directive_id = a.directive_id AND r.unit_id = a.unit_id)
        """,
    ),
    Check(
        "recurring_has_period",
        "Nhiệm vụ định kỳ có kỳ đang mở; hết kỳ thì sang kỳ sau, không kết thúc",
        """
        SELECT 'assignment', a.id FROM tasks_assignment AS a
        JOIN tasks_duty AS d ON d.id = a.duty_id
        WHERE d.every <> '' AND d.product <> 'indicator'
          AND (a.period_start IS NULL OR a.stage IN ('accepted', 'done') AND a.explained = '')
        """,
    ),
    Check(
        "tasks_are_counted",
        "Số việc đảng viên ghi ở nhiệm vụ bằng số việc đã giao dưới nhiệm vụ ấy",
        """
        SELECT 'assignment', a.id FROM tasks_assignment AS a
        LEFT JOIN (
          SELECT assignment_id, count(*) AS given, count(done_on) AS done FROM tasks_membertask
          WHERE dropped_on IS NULL GROUP BY assignment_id
        ) AS t ON t.assignment_id = a.id
        WHERE a.task_count <> coalesce(t.given, 0) OR a.task_done <> coalesce(t.done, 0)
        """,
    ),
)
