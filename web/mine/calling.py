"""Whom to call when one falls ill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import InputError
from scheduler.alerts.managers import first_to_hear
from web.look.telephone import telephone
from web.mine.person import me

if TYPE_CHECKING:
    from data.model.contact import Recipient
    from web.site import Site


def to_call(site: Site) -> tuple[Recipient, ...]:
    """The duty managers of now who have a number; he himself is none of them.

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
