"""Organisations that take part: employers of functionaries, and partners of the network."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.post import Discipline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.person import Person


class PartnerKind(StrEnum):
    """What an organisation is to the regions."""

    EMPLOYER = "employer"  #: employs functionaries, and declares about them
    NETWORK = "network"  #: works with the regions in a crisis, and employs nobody here
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation.

    Parameters
    ----------
    id, name
        Code and name on screen.
    kind
        What it is to the regions.
    discipline
        The column it belongs to; None: of none, or of several.
    mail
        Where it is asked for declarations; empty: nowhere.
    regions
        Ids of the regions that it works with; empty: all.
    """

    id: str
    name: str
    kind: PartnerKind = PartnerKind.EMPLOYER
    discipline: Discipline | None = None
    mail: str = ""
    regions: tuple[str, ...] = ()

    def employs(self, employer: str) -> bool:
        """Whether the employer of somebody, as it was typed, is this one: by id or by name."""
        return any(is_same_name(employer, mine) for mine in (self.id, self.name))


def partner_of(employer: str, partners: Iterable[Organisation]) -> Organisation | None:
    """The partner that an employer names, by name or by id; None: it is nobody's.

    Parameters
    ----------
    employer
        As it was typed at a person, or at a piece of evidence.
    """
    return next((one for one in partners if employer and one.employs(employer)), None)


def employers_without_partner(
    people: Iterable[Person], partners: Iterable[Organisation]
) -> Mapping[str, int]:
    """How many people have an employer that is no partner, by what was typed."""
    known, found = tuple(partners), dict[str, int]()
    for person in people:
        if person.employer and partner_of(person.employer, known) is None:
            found[person.employer] = found.get(person.employer, 0) + 1
    return dict(sorted(found.items()))


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for capital letters and spaces."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
