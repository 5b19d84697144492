"""What functions ask of their holders, what people have shown, and what was decided all the same.

The requirements of a function are its profile. No statute sets an expiry or a number of exercises
for a CaCo or an information manager (Bvr 2.5.1 asks one joint exercise a year of the whole
structure), so all of it is the region's policy: dated data, never a number in the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.model.days import Days, last_valid_day

WARNING_DAYS = 90  #: before a lapse, where nothing else is said


class RequirementKind(StrEnum):
    """What has to be shown."""

    COURSE = "course"
    REFRESHER = "refresher"
    EXERCISE = "exercise"
    TEST = "test"
    AUTHORISATION = "authorisation"  #: of the employer, that the person is entitled (bevoegd)
    DECLARATION = "declaration"  #: of the employer, that the person is competent (bekwaam)
    TALK = "talk"  #: the yearly talk about how somebody fills their function
    PEER_REVIEW = "peer_review"

    @property
    def is_of_employer(self) -> bool:
        """Whether an employer says it, rather than a trainer."""
        return self in OF_EMPLOYER


#: What employers declare about their people, each apart from the other.
OF_EMPLOYER = (RequirementKind.AUTHORISATION, RequirementKind.DECLARATION)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that functions ask in a stretch of time.

    An id may return with other numbers in another stretch: evidence counts for both, by the
    numbers of the day that is asked about.

    Parameters
    ----------
    id, name
        Code and name on screen.
    functions
        Ids of the functions that ask it.
    kind
        What has to be shown.
    start
        First day on which it is asked.
    until
        Last day on which it is asked, inclusive; None: until further notice.
    times
        Pieces of evidence that must be valid at once, 1 or more.
    months
        How long a piece of evidence is valid, 1 or more (see `last_valid_day`); None: for good.
    accepts
        Ids of other requirements whose evidence counts here too, as a course may for the
        refresher. It does not carry on to what those accept.
    warning_days
        Days before the lapse in which it is told, 0 or more.
    """

    id: str
    name: str
    functions: tuple[str, ...]
    kind: RequirementKind
    start: date
    until: date | None = None
    times: int = 1
    months: int | None = None
    accepts: tuple[str, ...] = ()
    warning_days: int = WARNING_DAYS

    @property
    def asked(self) -> Days:
        """The days on which it is asked."""
        return Days.between(self.start, self.until)


@dataclass(frozen=True, slots=True)
class Evidence:
    """That a person has shown what a requirement asks.

    Parameters
    ----------
    person, requirement
        Ids.
    shown_on
        The day on which it was shown or declared.
    declared_by
        Name of who says so.
    employer
        On whose behalf.
    start
        First day on which it counts; None: `shown_on`.
    until
        Last day on which it counts by its own words, inclusive. It can make the months of the
        requirement shorter, never longer: that takes an `Override`.
    document
        Where the paper can be found.
    exercise
        Id of the exercise at which it was shown; empty: it was declared.
    """

    person: str
    requirement: str
    shown_on: date
    declared_by: str
    employer: str = ""
    start: date | None = None
    until: date | None = None
    document: str = ""
    exercise: str = ""

    def valid(self, months: int | None) -> Days:
        """The days on which it counts for a requirement with so many months."""
        first = self.start or self.shown_on
        own = Days.between(first, self.until)
        return own if months is None else own & Days.between(first, last_valid_day(first, months))


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody decided that a person may be rostered although their evidence falls short.

    It stands in for every requirement of the function, not for the competence itself.

    Parameters
    ----------
    person, function
        Ids.
    start, until
        First and last day, both inclusive.
    reason
        Why this is justified; never empty.
    decided_by
        Name of who decided it; never empty.
    """

    person: str
    function: str
    start: date
    until: date
    reason: str
    decided_by: str

    @property
    def days(self) -> Days:
        """The days for which it was decided."""
        return Days.between(self.start, self.until)
