"""What would renew the lapsed competences behind what a signature accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.days import touched_dates
from data.model.register import COMPETENCE_RULE
from data.model.roster import OpenShiftFacts, ViolationFacts
from data.tables.period import ZONE
from scheduler.exercises.renewals import LapsedDays, PostTime, renewals, renewals_of_posts
from web.app_services import services
from web.shared.renewals import renewal_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scheduler.planning.open_roster import OpenRoster
    from scheduler.planning.publish import Proposal
    from web.shared.renewals import RenewalLines


def renewed_by_subject(
    proposal: Proposal, people: Mapping[str, str]
) -> dict[tuple[str, str], RenewalLines]:
    """What would renew it, by kind and subject of a remark; where nothing has lapsed, no entry.

    Parameters
    ----------
    people
        Names by id.
    """
    now, roster = services.clock(), proposal.roster
    gaps, broken = {}, {}
    for remark in proposal.remarks:
        facts, key = remark.facts, (remark.kind, remark.subject)
        if isinstance(facts, OpenShiftFacts):
            gaps[key] = PostTime(facts.post, facts.start, facts.end)
        elif isinstance(facts, ViolationFacts) and facts.rule == COMPETENCE_RULE:
            broken[key] = tuple(_lapsed_days(roster, facts))
    of_posts = renewals_of_posts(services.store, set(gaps.values()), now)
    of_people = renewals(services.store, {one for some in broken.values() for one in some}, now)
    found = {key: of_posts.get(time, {}) for key, time in gaps.items()}
    for key, some in broken.items():
        found[key] = {one: of_people[one] for one in some if one in of_people}
    told = {key: renewal_lines(one, people) for key, one in found.items()}
    return {key: lines for key, lines in told.items() if lines is not None}


def _lapsed_days(roster: OpenRoster, facts: ViolationFacts) -> Iterator[LapsedDays]:
    """The duties of somebody without the competence for them."""
    for shift in roster.shifts:
        is_theirs = facts.person in roster.holders.get(shift.id, ())
        if is_theirs and shift.start < facts.end and facts.start < shift.end:
            post = roster.problem.post_by_id[shift.post]
            yield LapsedDays(
                facts.person, post.function, *touched_dates(shift.start, shift.end, ZONE)
            )
