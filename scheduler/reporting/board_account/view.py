"""What an account to the board says, read back from what was kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.account_line import AccountPeriod, Indicator, Unit
from data.model.board_account import BoardAccount, Cell, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as it was made.

    Parameters
    ----------
    kept
        The row in the store.
    theme, indicator, partner, decision, decided_on
        Of its line, as they were then.
    goal
        The value from which it goes well; None: there was none.
    value
        In `unit`; None: nothing was recorded.
    part, whole
        Of a share; None: it is none.
    unrecorded
        Minutes of the period of which nothing was recorded; they were not counted.
    verdict
        How the value stood towards the goal.
    rows
        What it was counted from.
    """

    kept: BoardAccount
    theme: str
    indicator: Indicator
    partner: str
    decision: str
    decided_on: date | None
    goal: float | None
    unit: Unit
    is_better_high: bool
    value: float | None
    part: int | None
    whole: int | None
    unrecorded: int
    verdict: Verdict
    rows: tuple[Mapping[str, Cell], ...]

    @classmethod
    def of(cls, kept: BoardAccount) -> AccountView:
        """What an account says."""
        said = json.loads(kept.content)
        decided = said["decided_on"]
        return cls(
            kept=kept,
            theme=said["theme"],
            indicator=Indicator(said["indicator"]),
            partner=said["partner"],
            decision=said["decision"],
            decided_on=date.fromisoformat(decided) if decided else None,
            goal=said["goal"],
            unit=Unit(said["unit"]),
            is_better_high=said["is_better_high"],
            value=said["value"],
            part=said["part"],
            whole=said["whole"],
            unrecorded=said["unrecorded"],
            verdict=Verdict(said["verdict"]),
            rows=tuple(said["rows"]),
        )

    @property
    def period(self) -> AccountPeriod:
        """The days that it is about."""
        return self.kept.period

    @property
    def columns(self) -> tuple[str, ...]:
        """Of the rows, in the order in which they were counted."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row))

    def change_since(self, before: AccountView | None) -> float | None:
        """How much more its value is than that of an earlier one; None: one of them has none."""
        if before is None or self.value is None or before.value is None:
            return None
        return round(self.value - before.value, 4)


def views(kept: Iterable[BoardAccount]) -> tuple[AccountView, ...]:
    """What accounts say, in the order in which they are given."""
    return tuple(AccountView.of(one) for one in kept)


def by_theme(found: Sequence[AccountView]) -> Mapping[str, tuple[AccountView, ...]]:
    """Accounts under their themes, in the order of their first line."""
    themes: dict[str, list[AccountView]] = {}
    for one in found:
        themes.setdefault(one.theme, []).append(one)
    return {theme: tuple(mine) for theme, mine in themes.items()}


def trend(view: AccountView, earlier: Iterable[AccountView]) -> tuple[AccountView, ...]:
    """Accounts of the same line about periods as long, up to this one, the earliest first."""
    same = [
        one
        for one in earlier
        if one.kept.line == view.kept.line
        and one.indicator is view.indicator
        and one.period.frequency is view.period.frequency
        and one.period <= view.period
    ]
    return tuple(sorted(same, key=lambda one: one.period))
