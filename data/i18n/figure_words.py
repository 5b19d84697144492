"""Who stands out in a roster, and what one roster does better than another, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.kind_words import measure_title
from data.i18n.language import MINUS, N_, Language
from data.model.person_figures import Figure

if TYPE_CHECKING:
    from data.model.person_figures import FigureCell, PersonFigures

_WHOLE = 0.05  #: so near to a whole number it is shown as one: weeks with a change of the clock
_TITLES = {
    Figure.BROKEN: N_("Broken rules"),
    Figure.SHORT_RESTS: N_("Short rests"),
    Figure.DOUBLE_DAYS: N_("Days with two starts"),
    Figure.LONE_NIGHTS: N_("Lone nights"),
    Figure.LONE_DAYS_OFF: N_("Lone days off"),
}


@dataclass(frozen=True, slots=True)
class FigureWords:
    """The words in one language."""

    words: Language

    def title(self, figure: Figure) -> str:
        """What a measure is called at the head of a column."""
        if figure.is_share:
            return measure_title(figure.measure, self.words)
        return self.words.gettext(_TITLES[figure])

    def amount(self, value: float) -> str:
        """An amount, without decimals where it needs none."""
        return self.words.number(value, 0 if abs(value - round(value)) < _WHOLE else 1)

    def deviation(self, value: float) -> str:
        """What is above or below the fair share, with its sign; of nothing a nought."""
        size = abs(value)
        if size < _WHOLE:
            return "0"
        return f"{'+' if value > 0 else MINUS}{self.amount(size)}"

    def counted(self, figure: Figure, value: float) -> str:
        """An amount with its unit, as ``30 nights``."""
        if abs(value - round(value)) < _WHOLE:
            return self._whole(figure, round(value))
        texts = {
            Figure.NIGHTS: N_("{amount} nights"),
            Figure.WEEKENDS: N_("{amount} weekends"),
            Figure.HOLIDAYS: N_("{amount} public holidays"),
            Figure.ON_CALL: N_("{amount} weeks on call"),
            Figure.HOURS: N_("{amount} hours of work"),
        }
        return self.words.gettext(texts[figure]).format(amount=self.amount(value))

    def _whole(self, figure: Figure, count: int) -> str:
        ngettext = self.words.ngettext
        match figure:
            case Figure.BROKEN:
                return ngettext("{count} broken rule", "{count} broken rules", count)
            case Figure.NIGHTS:
                return ngettext("{count} night", "{count} nights", count)
            case Figure.WEEKENDS:
                return ngettext("{count} weekend", "{count} weekends", count)
            case Figure.HOLIDAYS:
                return ngettext("{count} public holiday", "{count} public holidays", count)
            case Figure.ON_CALL:
                return ngettext("{count} week on call", "{count} weeks on call", count)
            case Figure.HOURS:
                return ngettext("{count} hour of work", "{count} hours of work", count)
            case Figure.SHORT_RESTS:
                return ngettext("{count} short rest", "{count} short rests", count)
            case Figure.DOUBLE_DAYS:
                return ngettext(
                    "{count} day with two starts", "{count} days with two starts", count
                )
            case Figure.LONE_NIGHTS:
                return ngettext("{count} lone night", "{count} lone nights", count)
            case Figure.LONE_DAYS_OFF:
                return ngettext("{count} lone day off", "{count} lone days off", count)

    def stands_out(self, figure: Figure, cell: FigureCell) -> str:
        """In what somebody stands out, as ``30 nights, fair share 16.4``."""
        said, say = self.counted(figure, cell.done), self.words.gettext
        if cell.due is None:
            return said
        fair = say("{said}, fair share {due}").format(said=said, due=self.amount(cell.due))
        if abs(cell.brought_in) < 1:
            return fair
        told = (
            say("{fair} (before this period {amount} above it)")
            if cell.brought_in > 0
            else say("{fair} (before this period {amount} below it)")
        )
        return told.format(fair=fair, amount=self.amount(abs(cell.brought_in)))

    def evenness(self, people: tuple[PersonFigures, ...]) -> str:
        """How many people stand out, in a sentence."""
        count = sum(any(cell.stands_out for cell in one.cells.values()) for one in people)
        if not count:
            is_even = not any(cell.level for one in people for cell in one.cells.values())
            if is_even:
                return self.words.gettext("Nobody stands out: every share is near the fair one.")
            return self.words.gettext(
                "Nobody is far from the fair share; whoever is furthest has a colour."
            )
        return self.words.ngettext("{count} person stands out.", "{count} people stand out.", count)

    def missing(self, count: int) -> str:
        """How many people a roster lacks."""
        if not count:
            return self.words.gettext("No shift is open.")
        return self.words.ngettext("{count} shift is open.", "{count} shifts are open.", count)

    def differ(self, what: str, before: str, after: str) -> str:
        """What differs between two rosters, in a line."""
        return self.words.gettext("{what}: {before} → {after}").format(
            what=what, before=before, after=after
        )
