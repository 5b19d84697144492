"""Posts: the seats that must be filled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PostKind(StrEnum):
    """How a post is filled."""

    ON_SITE = "on_site"  #: a shift at the desk: work
    ON_SITE_STANDBY = "on_site_standby"  #: aanwezigheidsdienst, ATB 4.8
    ON_CALL = "on_call"  #: hard piket, consignatie, ATW 5:9
    OPEN_CALL = "open_call"  #: vrije instroom: nobody is obliged, so nothing is rostered


class Authority(StrEnum):
    """Who requires that the post is filled."""

    STATUTE = "statute"
    INSPECTORATE = "inspectorate"
    REGIONAL = "regional"


@dataclass(frozen=True, slots=True)
class Post:
    """A seat that must be filled.

    Parameters
    ----------
    id, name
        Code and name on screen.
    function
        Id of the function a holder must be competent in.
    regions
        Ids of the regions it serves; who serves one of them may fill it.
    kind
        How it is filled.
    pattern
        Id of the weekly shift pattern.
    priority
        1 is filled first.
    authority
        Who requires it.
    start_norm_minutes
        Minutes from alert to start of task, Bvr 2.3.2(1); None where no norm is set.
    required
        Number of people needed at once, >= 1.
    most_chance_nobody
        Of an open call: the largest chance (0..1, both excluded) that nobody comes which is still
        good enough; None: it is not watched. A `RosterProblem` has no use for it and leaves it out.
    """

    id: str
    name: str
    function: str
    regions: tuple[str, ...]
    kind: PostKind
    pattern: str
    priority: int = 1
    authority: Authority = Authority.REGIONAL
    start_norm_minutes: int | None = None
    required: int = 1
    most_chance_nobody: float | None = None


class Discipline(StrEnum):
    """The supplying organisation of an officer (Dutch: kolom)."""

    FIRE_SERVICE = "fire_service"
    MEDICAL = "medical"
    POLICE = "police"
    MUNICIPAL = "municipal"
    CONTROL_ROOM = "control_room"
    SAFETY_REGION = "safety_region"


@dataclass(frozen=True, slots=True)
class Region:
    """A safety region.

    Parameters
    ----------
    id
        Short code, as used in the other sheets.
    name
        Name on screen.
    school_region
        Dutch school holiday region: ``noord``, ``midden`` or ``zuid``; None if unknown.
    """

    id: str
    name: str
    school_region: str | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A role with a profile, such as CaCo or information manager CoPI."""

    id: str
    name: str
    discipline: Discipline = Discipline.SAFETY_REGION
