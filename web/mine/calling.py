"""Whom to call when one falls ill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import InputError
from scheduler.notifications.recipients import first_to_hear
from web.mine.person import me
from web.shared.telephone import telephone

if TYPE_CHECKING:
    from data.model.contact import Recipient
    from web.app_services import AppServices


def to_call(site: AppServices) -> tuple[Recipient, ...]:
    """The duty managers of now who have a number, without the reader.

    Records that do not hold together are a planner's trouble: these pages do without.
    """
    now = site.clock()
    try:
        facts = site.latest.facts(now)
    except InputError:
        return ()
    mine = facts.people.get(me())
    found = first_to_hear(facts.known, facts.people, now)
    return tuple(one for one in found if telephone(one) and one != mine)
