"""Relief in a disaster: the deployment, the seats of its teams, and who relieves whom.

The main structure must be able to work without interruption for as long as a disaster lasts
(Bvr 2.3.2(2)). Its teams, and who sits in them at least, stand in Bvr 2.1.1 to 2.1.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.result import OpenShift
from data.model.sentence import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


MOST_HOURS = 14 * 24  #: of one relief roster; longer ones are extended
SHIFT_HOURS = (8, 12)  #: how long somebody sits before they are relieved


class LegalGround(StrEnum):
    """On what ground rules of working time may be set aside, as far as needed."""

    NONE = "none"  #: every rule holds
    EMERGENCY = "emergency"  #: sudden and unforeseen, ATW 5:10
    DISASTER = "disaster"  #: disaster or crisis, ATW 2:2(1)a


@dataclass(frozen=True, slots=True)
class TeamSeat:
    """A seat of the main structure, as the decree names it.

    Parameters
    ----------
    code
        Such as ``ROT-IM``: the team, and the seat in it.
    team
        Code of the team.
    name
        What it is called.
    article
        Where it stands.
    function
        Usual id of the function that a holder is competent in.
    """

    code: str
    team: str
    name: Bilingual
    article: str
    function: str


TEAMS: dict[str, Bilingual] = {
    "MK": Bilingual("Control room", "Meldkamer"),
    "COPI": Bilingual("CoPI", "CoPI"),
    "BZ": Bilingual("Team for care of the population", "Team bevolkingszorg"),
    "ROT": Bilingual("ROT", "ROT"),
    "BT": Bilingual("Policy team", "Beleidsteam"),
}


def _seats(team: str, article: str, *seats: tuple[str, str, str, str]) -> tuple[TeamSeat, ...]:
    return tuple(
        TeamSeat(f"{team}-{code}", team, Bilingual(english, dutch), article, function)
        for code, function, english, dutch in seats
    )


_COLUMNS = (
    ("B", "fire service", "brandweer"),
    ("G", "medical assistance (GHOR)", "GHOR"),
    ("P", "police", "politie"),
    ("BZ", "care of the population", "bevolkingszorg"),
)

TEAM_SEATS: tuple[TeamSeat, ...] = (
    *_seats(
        "MK",
        "Bvr 2.2.2(1)",
        ("CACO", "CACO", "in charge of the control room", "leiding van de meldkamer"),
    ),
    *_seats(
        "COPI",
        "Bvr 2.1.2(1)",
        ("L", "LCOPI", "leader CoPI", "leider CoPI"),
        ("B", "OVD-B", "officer on duty fire service", "officier van dienst brandweer"),
        ("G", "OVD-G", "officer on duty medical", "officier van dienst geneeskundig"),
        ("P", "OVD-P", "officer on duty police", "officier van dienst politie"),
        ("IM", "IM-COPI", "information manager CoPI", "informatiemanager CoPI"),
        ("CC", "CC-COPI", "crisis communication CoPI", "crisiscommunicatie CoPI"),
    ),
    *_seats(
        "BZ",
        "Bvr 2.1.3(1)",
        ("L", "HTO", "leader of the team", "leider van het team"),
        ("IM", "IM-BZ", "information management", "informatiemanagement"),
        ("CC", "CC-BZ", "crisis communication", "crisiscommunicatie"),
    ),
    *_seats(
        "ROT",
        "Bvr 2.1.4(1)",
        ("OL", "OL", "regional operational leader", "regionaal operationeel leider"),
        *(
            (code, f"ROT-{code}", f"section {english}", f"sectie {dutch}")
            for code, english, dutch in _COLUMNS
        ),
        ("IM", "IM-ROT", "section information management", "sectie informatiemanagement"),
        ("CC", "CC-ROT", "crisis communication ROT", "crisiscommunicatie ROT"),
    ),
    *_seats(
        "BT",
        "Bvr 2.1.5(1)",
        *(
            (code, f"BT-{code}", f"head of {english}", f"hoofd {dutch}")
            for code, english, dutch in _COLUMNS
        ),
    ),
    TeamSeat(
        "BT-IC",
        "BT",
        Bilingual("information coordinator", "informatiecoördinator"),
        "regional",  # the decree names none
        "IC-BT",
    ),
)
SEAT_BY_CODE = {seat.code: seat for seat in TEAM_SEATS}


@dataclass(frozen=True, slots=True)
class DeploymentSeat:
    """A seat that a deployment keeps filled.

    Parameters
    ----------
    code
        Of a `TeamSeat`, or the id of a post.
    function
        Id of the function that a holder is competent in.
    regions
        Ids of the regions of which somebody may come.
    count
        How many people at once, 1 or more.
    """

    code: str
    function: str
    regions: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class ReliefShift:
    """A stretch of time in which somebody sits on a seat, half open, UTC.

    Parameters
    ----------
    seat
        Code of the seat.
    work_minutes
        Without breaks.
    required
        How many people.
    """

    seat: str
    start: datetime
    end: datetime
    work_minutes: int
    required: int = 1

    @property
    def id(self) -> str:
        """Unique in a deployment."""
        return f"{self.seat}:{self.start:%Y-%m-%dT%H:%M}"


def relief_shifts(
    seats: Iterable[DeploymentSeat], start: datetime, end: datetime, hours: int
) -> Iterator[ReliefShift]:
    """The shifts in which seats are filled, one after another; the last ends with the relief.

    Parameters
    ----------
    hours
        Of one shift: one of `SHIFT_HOURS`.
    """
    step = timedelta(hours=hours)
    for seat in seats:
        at = start
        while at < end:
            until = min(at + step, end)
            yield ReliefShift(seat.code, at, until, work_of(at, until), seat.count)
            at = until


def work_of(start: datetime, end: datetime) -> int:
    """Minutes of work in a relief shift: less 30 of break, and of more than 10 hours less 45.

    The Act asks these above 5.5 and 10 hours of work (5:4(2)).
    """
    minutes = (end - start) // timedelta(minutes=1)
    if minutes <= 5 * 60 + 30:
        return minutes
    return minutes - (45 if minutes > 10 * 60 + 30 else 30)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A rule that a duty breaks on the ground of its deployment.

    Parameters
    ----------
    rule, article
        Id of the rule, and where it stands.
    value, limit, unit
        What was found, what is allowed, and in what.
    """

    rule: str
    article: str
    value: float
    limit: float
    unit: str = "min"


@dataclass(frozen=True, slots=True)
class ReliefDuty:
    """Somebody on a relief shift.

    Parameters
    ----------
    person, shift
        Ids.
    set_aside
        The rules that it breaks on the ground of the deployment; empty: it leans on none.
    rest_owed
        Minutes of rest that it takes, and that are to be given afterwards (ATW 5:10(3)).
    is_call
        They were on call when it began: it is work on a call (ATW 5:9(8), (9)).
    """

    person: str
    shift: str
    set_aside: tuple[SetAside, ...] = ()
    rest_owed: int = 0
    is_call: bool = False


@dataclass(frozen=True, slots=True)
class ReliefRoster:
    """Who relieves whom, and what stays open.

    Parameters
    ----------
    duties
        By start of the shift, seat and person.
    open_shifts
        With a reason for everybody who holds the function; none: nobody of it is known.
    seconds
        Wall time that making it took.
    """

    duties: tuple[ReliefDuty, ...]
    open_shifts: tuple[OpenShift, ...]
    seconds: float


class ReliefStatus(StrEnum):
    """How far a relief duty is."""

    PLANNED = "planned"  #: nobody was asked yet
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  #: no longer needed, or taken back

    @property
    def counts(self) -> bool:
        """Whether somebody is reckoned on."""
        return self in (ReliefStatus.PLANNED, ReliefStatus.ASKED, ReliefStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Deployment:
    """A disaster, or an exercise, for which teams are kept at work.

    Parameters
    ----------
    id
        Its number; 0: it has none yet.
    name
        What it is called.
    criteria_at
        When the criteria for alerting were met (Bvr 2.2.1, 2.3.2(1)); None: not known.
    start, end
        Of its relief roster, UTC, half open.
    shift_hours
        After how long somebody is relieved.
    ground
        On which rules may be set aside.
    is_exercise
        Nobody works more or rests less for it than they agree to: no rule is set aside.
    made_by, made_at
        Who began it here, and when.
    ended_at
        When it ended; None: it goes on.
    """

    id: int
    name: str
    criteria_at: datetime | None
    start: datetime
    end: datetime
    shift_hours: int
    ground: LegalGround
    is_exercise: bool
    made_by: str
    made_at: datetime
    ended_at: datetime | None = None

    @property
    def over_at(self) -> datetime:
        """When it was over, or is to be."""
        return self.end if self.ended_at is None else min(self.end, self.ended_at)

    def is_under_way(self, now: datetime) -> bool:
        """Whether it goes on."""
        return self.ended_at is None and now < self.end


@dataclass(frozen=True, slots=True)
class KeptShift:
    """A relief shift of a deployment, by its number in the store."""

    id: int
    deployment: int
    shift: ReliefShift


@dataclass(frozen=True, slots=True)
class KeptDuty:
    """Somebody on a relief shift of a deployment.

    Parameters
    ----------
    id
        Its number; 0: it has none yet.
    shift
        Number of the shift.
    person
        Code.
    asked_at, answered_at
        None: not yet.
    """

    id: int
    deployment: int
    shift: int
    person: str
    is_call: bool
    set_aside: tuple[SetAside, ...]
    rest_owed: int
    status: ReliefStatus
    asked_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class DeploymentState:
    """A deployment with all that is kept of it.

    Parameters
    ----------
    shifts
        Those that are still needed, by start.
    duties
        All that were ever made, by number.
    """

    deployment: Deployment
    seats: tuple[DeploymentSeat, ...]
    shifts: tuple[KeptShift, ...]
    duties: tuple[KeptDuty, ...]

    def on(self, shift: KeptShift) -> list[KeptDuty]:
        """Who is reckoned on in a shift."""
        return [one for one in self.duties if one.shift == shift.id and one.status.counts]

    def lacking(self, shift: KeptShift) -> int:
        """How many people a shift lacks."""
        return max(0, shift.shift.required - len(self.on(shift)))
