"""Regions, disciplines and functions: who serves where, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
