"""A rule written for some days of a person only.

A rule that is left out of the relaxed form is missed in few places. Written there alone it costs
a small part of what it costs over the whole period, and still forbids no legal roster: whoever
keeps a rule with all their duties keeps it with some of them. (The general rules of the field ask
for a least amount of work too; none of them is lazy.)
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from solver.forms.model import TRUE
from solver.forms.person_model import PersonModel

if TYPE_CHECKING:
    from solver.forms.roster_model import RosterModel
    from solver.rules.base import Rule


def write_near(roster: RosterModel, rule: Rule, person: str, start: int, end: int) -> None:
    """Write a rule exactly, as if the person had no duties to choose outside ``[start, end)``."""
    whole = roster.people[person]
    rows = [c for c in whole.rows if c.literal == TRUE or c.row.overlaps(start, end)]
    roster.model.owner = person
    part = PersonModel(whole.about, roster.model, rows, given=whole.given)
    part.find_shifts([partial(one.excludes, about=whole.about) for one in roster.rules])
    rule.constrain(part)
    roster.model.owner = ""
