"""Where a roster departs from the base rosters, in words: for pages, workbook and terminal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.language import N_, Language
from data.model.base_roster import DepartureKind
from data.model.shift import is_long

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.base_roster import Departure
    from data.model.problem import RosterProblem

_KINDS = {
    DepartureKind.ABSENT: N_("absence"),
    DepartureKind.NOT_COMPETENT: N_("not competent"),
    DepartureKind.OTHER_WORK: N_("work elsewhere"),
    DepartureKind.RULE: N_("a rule"),
    DepartureKind.SETTLED: N_("settled before planning"),
    DepartureKind.PUBLISHED: N_("signed before"),
    DepartureKind.SURPLUS: N_("more people than needed"),
    DepartureKind.VACANCY: N_("another shift that nobody else can fill"),
    DepartureKind.WEIGHED: N_("quality came first"),
    DepartureKind.UNTRIED: N_("not tried yet"),
    DepartureKind.UNKNOWN: N_("not looked into"),
    DepartureKind.IN_PLACE: N_("in place of a colleague"),
    DepartureKind.NOBODYS: N_("in nobody's base roster"),
}


@dataclass(frozen=True, slots=True)
class DepartureLine:
    """A departure as a row of a table.

    Parameters
    ----------
    shift
        Post, and the name of the shift where it says more than the post.
    what
        Whether they have it or not.
    """

    when: str
    shift: str
    person: str
    what: str
    kind: str
    why: str
    article: str


@dataclass(frozen=True, slots=True)
class DepartureWords:
    """The words in one language."""

    words: Language

    def kind(self, kind: DepartureKind) -> str:
        """The kind of reason in a few words."""
        return self.words.gettext(_KINDS[kind])

    def total(self, departures: Sequence[Departure]) -> str:
        """How many there are, as a sentence."""
        if not departures:
            return self.words.gettext("Nobody departs from their base roster.")
        return self.words.ngettext(
            "{count} departure from the base rosters.",
            "{count} departures from the base rosters.",
            len(departures),
        )

    def by_kind(self, departures: Sequence[Departure]) -> list[tuple[str, int]]:
        """How many of each kind, most first."""
        counts = Counter(one.kind for one in departures)
        order = list(DepartureKind)
        found = sorted(counts.items(), key=lambda pair: (-pair[1], order.index(pair[0])))
        return [(self.kind(kind), count) for kind, count in found]

    def summary(self, departures: Sequence[Departure]) -> str:
        """Both in one line."""
        kinds = ", ".join(f"{name} {count}" for name, count in self.by_kind(departures))
        return f"{self.total(departures)} {kinds}".rstrip()

    def lines(self, problem: RosterProblem, departures: Sequence[Departure]) -> list[DepartureLine]:
        """Each departure in words."""
        return [self._line(problem, one) for one in departures]

    def _line(self, problem: RosterProblem, one: Departure) -> DepartureLine:
        shift, say = problem.shift_by_id[one.shift], self.words.gettext
        name = "" if is_long(shift) else shift.name
        has, lacks = say("has besides"), say("does not have")
        return DepartureLine(
            when=self.words.stretch(shift.start, shift.end, problem.zone),
            shift=f"{problem.post_by_id[shift.post].name} {name}".rstrip(),
            person=problem.person_by_id[one.person].name,
            what=has if one.is_extra else lacks,
            kind=self.kind(one.kind),
            why=self.words.say(one.reason),
            article=one.article,
        )
