"""Who follows when something below changes. The one place where calls go upwards.

Rows of one event are called in their order, in the transaction of what happened;
``kernel.reactions`` reads the table.

``branches_moved``  branches of the tree stand elsewhere (``kernel.branches.Moved``)
``branches_moved_on``  the same, before it, with the day it holds from
``units_rehung``    units stand directly under another superior (``orgs.actions.Rehung``)
``members_moved``   members of whole cells, or single members, go to other cells
``units_ended``     units ended; an heir may take over what they owed (``orgs.actions.Ended``)
``records_merged``  two records were made one (``members.actions.duplicates``)
``records_parted``  and are two again
``admissions_withdrawn``  an import of admissions is about to be taken back
``papers_dropped``  drafts were set aside that something was noted of (``documents.actions``)
``indicators_given``  duties were given out whose product is a figure the house knows
"""

from collections.abc import Callable
from typing import Any

from dangvu.access.actions import accounts
from dangvu.access.actions import reorganising as access
from dangvu.admissions import actions as admissions
from dangvu.documents.actions import following as documents
from dangvu.intake import actions as intake
from dangvu.members import actions as members
from dangvu.targets.actions import measuring
from dangvu.targets.actions import reorganising as targets
from dangvu.targets.importing.closed import keep_published
from dangvu.tasks.actions import following as tasks
from dangvu.tasks.actions import urging

REACTIONS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("branches_moved_on", members.split_spells),
    ("branches_moved", accounts.follow_units),
    ("branches_moved", intake.follow_units),
    ("branches_moved", members.follow_units),
    ("branches_moved", documents.follow_units),
    ("branches_moved", tasks.follow_units),
    ("branches_moved", admissions.follow_units),
    ("branches_moved", targets.follow_units),
    ("units_rehung", tasks.answer_above),
    ("units_rehung", targets.carry_targets),
    ("members_moved", members.follow_cells),
    ("members_moved", admissions.follow_cells),
    ("units_ended", members.leave_ended_units),
    ("units_ended", access.end_capacities),
    ("units_ended", tasks.follow_ended),
    ("units_ended", admissions.follow_ended),
    ("units_ended", targets.inherit_targets),
    ("records_merged", tasks.follow_merge),
    ("records_merged", admissions.follow_merge),
    ("records_parted", tasks.go_back),
    ("records_parted", admissions.go_back),
    ("admissions_withdrawn", keep_published),
    ("papers_dropped", urging.take_back),
    ("indicators_given", measuring.measure_duties),
)
