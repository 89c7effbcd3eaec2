"""What must hold of persons on their way: where a case stands follows from its steps, and what its
steps did to the register stands there.

The way of ``rules.procedure`` is said here a second time, in SQL over all cases at once.
"""

from collections.abc import Iterable

from dangvu.cli.checking import Check
from dangvu.rules.procedure import PROCEDURE, Side, Stage, Step
from dangvu.rules.procedure_terms import SIDE_OF

OF_CASE = ("casestep", "casehelper", "casepaper", "attendee")
"""Tables whose rows are seen where their case stands."""


def _words(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in map(str, values))


_REACHES = ", ".join(
    f"('{one.step}', '{one.stage}', {one.stage.position})" for one in PROCEDURE if one.step.reaches
)
_SIDES = ", ".join(f"('{step}', '{side or ''}')" for step, side in SIDE_OF.items())
_FINAL = _words(side for side in Side if side.final)
_LIVE = """
live AS (
  SELECT s.* FROM admissions_casestep AS s
  WHERE s.annuls_id IS NULL AND NOT EXISTS (
    SELECT FROM admissions_casestep AS back WHERE back.annuls_id = s.id AND NOT EXISTS (
      SELECT FROM admissions_casestep AS again WHERE again.annuls_id = back.id))
)
"""


def _recorded(step: Step) -> str:
    return f"EXISTS (SELECT FROM live AS s WHERE s.case_id = c.id AND s.step = '{step}')"


CASE_CHECKS = (
    Check(
        "case_stage_reached",
        "Bước của hồ sơ kết nạp là bước đã được ghi, từ đúng ngày ấy, và mọi bước trước đều có",
        f"""
        WITH {_LIVE}, reaches (step, stage, place) AS (VALUES {_REACHES})
        SELECT DISTINCT 'case', c.id FROM admissions_case AS c
        JOIN reaches AS here ON here.stage = c.stage
        JOIN reaches AS r ON r.place <= here.place AND r.stage <> '{Stage.APPRAISED}'
        LEFT JOIN live AS s ON s.case_id = c.id AND s.step = r.step
        WHERE c.removed_at IS NULL AND s.id IS NULL AND r.place > 0
           OR c.removed_at IS NULL AND r.stage = c.stage AND r.place > 0
              AND NOT EXISTS (SELECT FROM live AS d WHERE d.case_id = c.id
                              AND d.on <= c.stage_since AND d.step = r.step)
        """,
    ),
    Check(
        "case_side_follows",
        "Hồ sơ tạm dừng, trả lại, thôi xét đúng như việc ghi sau cùng; đã thôi xét thì đã đóng",
        f"""
        WITH {_LIVE}, sides (step, side) AS (VALUES {_SIDES}), last AS (
          SELECT DISTINCT ON (s.case_id) s.case_id, sides.side
          FROM live AS s JOIN sides ON sides.step = s.step
          ORDER BY s.case_id, sides.side IN ({_FINAL}) DESC, s.on DESC, s.id DESC
        )
        SELECT 'case', c.id FROM admissions_case AS c LEFT JOIN last ON last.case_id = c.id
        WHERE c.removed_at IS NULL
          AND (c.side NOT IN (coalesce(last.side, ''), '{Side.EXPIRED}')
               OR c.side IN ({_FINAL}) AND c.closed_on IS NULL
               OR c.stage = '{Stage.CARD}' AND c.closed_on IS NULL)
        """,
    ),
    Check(
        "case_decided_is_admitted",
        "Hồ sơ đã có quyết định kết nạp có lần kết nạp cùng người; chưa có thì không",
        f"""
        WITH {_LIVE}
        SELECT 'case', c.id FROM admissions_case AS c
        LEFT JOIN admissions_admission AS a ON a.id = c.admission_id
        WHERE c.removed_at IS NULL AND c.side <> '{Side.CANCELLED}'
          AND ({_recorded(Step.DECIDED)} <> (a.id IS NOT NULL)
               OR a.person_id IS DISTINCT FROM c.person_id AND a.id IS NOT NULL
               OR a.voided_at IS NOT NULL)
        """,
    ),
    Check(
        "case_recognised_has_event",
        "Người được công nhận chính thức theo hồ sơ có biến động công nhận trong sổ đảng viên",
        f"""
        WITH {_LIVE}
        SELECT 'case', c.id FROM admissions_case AS c
        WHERE c.removed_at IS NULL AND c.side = '' AND {_recorded(Step.RECOGNISED)}
          AND NOT EXISTS (SELECT FROM members_event AS e WHERE e.person_id = c.person_id
                          AND e.kind = 'cong_nhan' AND NOT e.annuls)
        """,
    ),
    Check(
        "case_open_once",
        "Không ai có hai hồ sơ kết nạp đang mở",
        """
        SELECT 'person', person_id FROM admissions_case
        WHERE person_id IS NOT NULL AND closed_on IS NULL
        GROUP BY person_id HAVING count(*) > 1
        """,
    ),
    Check(
        "case_certificate_is_of_class",
        "Chứng nhận cấp ở lớp bồi dưỡng là bước đã ghi của hồ sơ",
        f"""
        WITH {_LIVE}
        SELECT 'attendee', a.id FROM admissions_attendee AS a
        JOIN admissions_politicalclass AS k ON k.id = a.political_class_id
        JOIN admissions_case AS c ON c.id = a.case_id
        WHERE a.certificate_number <> '' AND c.removed_at IS NULL AND NOT EXISTS (
          SELECT FROM admissions_casestep AS s WHERE s.case_id = a.case_id
            AND s.number = a.certificate_number AND s.step = CASE k.kind
              WHEN 'new_member' THEN '{Step.NEW_CLASS_DONE}' ELSE '{Step.CLASS_DONE}' END)
        """,
    ),
    *(
        Check(
            f"beside_case:{table}",
            f"Dòng của admissions_{table} nằm ở nơi hồ sơ kết nạp đang được xét",
            f"""
            SELECT 'case', r.case_id FROM admissions_{table} AS r
            JOIN admissions_case AS c ON c.id = r.case_id WHERE r.unit_path <> c.unit_path
            """,
        )
        for table in OF_CASE
    ),
)
