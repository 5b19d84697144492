"""Each partner with its people, and how far it is with what it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.i18n.language import N_
from data.model.account import EVERYWHERE
from data.model.employer_ask import AskState, EmployerAsk
from data.model.partner import Organisation
from data.store import employer_asks, records
from data.store.partner_reach import partners_within
from data.store.regions import members_within
from scheduler.records.partners import employers_of_people, unknown_employers

if TYPE_CHECKING:
    from datetime import datetime

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.store.opening import Store

_WORDS = {
    AskState.ASKED: N_("asked"),
    AskState.REMINDED: N_("reminded"),
    AskState.ANSWERED: N_("answered"),
    AskState.OVERDUE: N_("not answered in time"),
}


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One partner.

    Parameters
    ----------
    number
        Row in the records.
    people
        How many name it as their employer.
    ask
        What it was asked last; None: nothing yet.
    state
        How far it is with that.
    """

    number: int
    partner: Organisation
    people: int
    ask: EmployerAsk | None
    state: AskState | None

    @property
    def waiting(self) -> int:
        """Declarations that wait for an answer."""
        return sum(line.answer is None for line in self.ask.lines) if self.ask else 0

    @property
    def refused(self) -> int:
        """Declarations that are not given."""
        return sum(line.answer is False for line in self.ask.lines) if self.ask else 0


@dataclass(frozen=True, slots=True)
class PartnersOverview:
    """All partners by name, and the employers that are none, with how many people name them."""

    rows: tuple[PartnerRow, ...]
    unknown: Mapping[str, int]


def partners_overview(store: Store, now: datetime, reach: Reach = EVERYWHERE) -> PartnersOverview:
    """Every partner, as things stand; of people who serve a region within reach alone.

    Parameters
    ----------
    reach
        Partners that work with these regions, or employ somebody there.
    """
    with store.reading() as connection:
        mine = None if reach.is_all else members_within(connection, reach)
        partners = partners_within(connection, reach)
        numbers = {
            row.values["id"]: row.number
            for row in records.read_rows(connection, "partners").values()
            if not row.has_ended
        }
        named = employers_of_people(connection, mine)
        last: dict[str, EmployerAsk] = {}
        for one in employer_asks.read_asks(connection):
            lines = tuple(line for line in one.lines if mine is None or line.person in mine)
            if lines:
                last.setdefault(one.partner, replace(one, lines=lines))
        unknown = unknown_employers(connection, mine)
    rows = []
    for partner in sorted(partners, key=lambda one: one.name.casefold()):
        people = sum(count for name, count in named.items() if partner.employs(name))
        ask = last.get(partner.id)
        state = ask.state(now) if ask else None
        rows.append(PartnerRow(numbers[partner.id], partner, people, ask, state))
    return PartnersOverview(tuple(rows), unknown)


def state_word(state: AskState, speech: Language) -> str:
    """How far an employer is, in a few words."""
    return speech.gettext(_WORDS[state])
