"""The red thread: the same theme in findings of several sources and years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.improvement import FindingOrigin, Stage
from scheduler.improvement.queries import NumberedFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class ThemeThread:
    """The findings of one theme.

    Parameters
    ----------
    theme
        As it was written last.
    findings
        By day.
    """

    theme: str
    findings: tuple[NumberedFinding, ...]

    @property
    def origins(self) -> tuple[FindingOrigin, ...]:
        """The sources, in the order in which they spoke."""
        return tuple(dict.fromkeys(one.file.finding.origin for one in self.findings))

    @property
    def years(self) -> Mapping[int, int]:
        """How many were found in each year, from the first to the last."""
        found = Counter(one.file.finding.found_on.year for one in self.findings)
        return {year: found[year] for year in range(min(found), max(found) + 1)}

    @property
    def open_count(self) -> int:
        """How many are not closed."""
        return sum(one.file.stage is not Stage.CLOSED for one in self.findings)

    @property
    def is_red(self) -> bool:
        """Whether it came back: in more than one year, or from more than one source."""
        return len({one.file.finding.found_on.year for one in self.findings}) > 1 or (
            len(self.origins) > 1
        )

    def counts(self, origin: FindingOrigin) -> Mapping[int, int]:
        """How many of one source were found in each year."""
        mine = Counter(
            one.file.finding.found_on.year
            for one in self.findings
            if one.file.finding.origin is origin
        )
        return {year: mine[year] for year in self.years}


def threads(found: Iterable[NumberedFinding]) -> tuple[ThemeThread, ...]:
    """The findings by theme, those that came back most often first."""
    of_theme: dict[str, list[NumberedFinding]] = {}
    for one in sorted(found, key=lambda one: (one.file.finding.found_on, one.number)):
        of_theme.setdefault(one.file.finding.theme.casefold(), []).append(one)
    made = [ThemeThread(mine[-1].file.finding.theme, tuple(mine)) for mine in of_theme.values()]
    return tuple(sorted(made, key=lambda one: (-len(one.findings), one.theme.casefold())))


def years_of(every: Sequence[ThemeThread]) -> tuple[int, ...]:
    """The years in which anything was found, from the first to the last."""
    found = {year for one in every for year in one.years}
    return tuple(range(min(found), max(found) + 1)) if found else ()
