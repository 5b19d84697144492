"""What quality weighs, as the form of a plan asks for it and as its result says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from data.model.errors import InputError
from data.model.quality import (
    HIGHEST_WEIGHT,
    PART_WEIGHTS,
    QualityPart,
    QualityPreset,
    QualityWeights,
    preset_of,
    preset_weights,
    weight_names,
)
from scheduler.planning.quality_weights import choose_weights, quality_words
from scheduler.records.rule_catalogue import list_rules
from web.app_services import services
from web.locale import current_language
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

OWN = "own"  #: in place of a preset: the weights one by one
_FIELD = "weight-"  #: before the name of a weight


@dataclass(frozen=True, slots=True)
class WeightsForm:
    """What was chosen, as it was typed.

    Parameters
    ----------
    preset
        A preset, or `OWN`.
    points
        By name of a weight; they count for `OWN` alone.
    strict
        The parts in a strict order; empty ones are no choice.
    start
        What holds for a weight that the form does not show.
    """

    preset: str = QualityPreset.BALANCED.value
    points: Mapping[str, str] = field(default_factory=dict)
    strict: tuple[str, ...] = ()
    start: QualityWeights = field(default_factory=QualityWeights)

    @classmethod
    def of(cls, weights: QualityWeights) -> WeightsForm:
        """The form that says these weights."""
        preset = preset_of(replace(weights, strict=()))
        points = {name: str(weights.weight(name)) for name in weight_names()}
        return cls(preset.value if preset else OWN, points, weights.strict, weights)

    @classmethod
    def typed(cls, given: MultiDict[str, str], usual: WeightsForm) -> WeightsForm:
        """What a request holds; what it leaves out is as usual."""
        points = {name: given.get(_FIELD + name, text) for name, text in usual.points.items()}
        strict = tuple(given.getlist("strict")) if "strict" in given else usual.strict
        return cls(given.get("preset", usual.preset), points, strict, usual.start)

    def chosen(self) -> QualityWeights:
        """The weights.

        Raises
        ------
        InputError
            Something is wrong with them.
        """
        order = [one for one in self.strict if one]
        if self.preset == OWN:
            return choose_weights(self.start, None, self.points, order)
        return choose_weights(self.start, self.preset, None, order)

    def fault(self) -> str:
        """What is wrong with it, and what to do; nothing: it can be used."""
        try:
            self.chosen()
        except InputError as error:
            return " ".join(str(one) for one in error_messages(error.faults))
        return ""


@dataclass(frozen=True, slots=True)
class WeightLine:
    """A weight on the page.

    Parameters
    ----------
    asks, trade
        What it is about, and what it trades: a sentence each.
    """

    name: str
    title: str
    asks: str
    points: str
    trade: str


@dataclass(frozen=True, slots=True)
class WeightsView:
    """The choice as the page shows it.

    Parameters
    ----------
    presets
        Name, title and points of each.
    order
        The parts of the strict order, as far as it was chosen.
    """

    presets: tuple[tuple[str, str, Mapping[str, int]], ...]
    preset: str
    lines: tuple[WeightLine, ...]
    parts: Mapping[str, str]
    order: tuple[str, ...]
    is_open: bool
    summary: str
    highest: int = HIGHEST_WEIGHT


def weights_view(form: WeightsForm) -> WeightsView:
    """What the page shows of a choice of weights."""
    speech = current_language()
    try:
        weights, is_sound = form.chosen(), True
    except InputError:
        weights, is_sound = form.start, False
    on = {one.id: one.sentence for one in list_rules(services.store, speech.code) if one.is_on}
    words = quality_words(weights, speech, on)
    shown = [name for name in weight_names() if name in on or name in PART_WEIGHTS]
    return WeightsView(
        presets=(
            *(
                (one.value, words.preset(one), _points(preset_weights(one), shown))
                for one in QualityPreset
            ),
            (OWN, words.preset(None), {}),
        ),
        preset=form.preset,
        lines=tuple(
            WeightLine(
                name,
                words.name(name),
                words.asks(name),
                str(weights.weight(name)) if is_sound else form.points.get(name, ""),
                words.trade(name),
            )
            for name in shown
        ),
        parts={part.value: words.part(part) for part in QualityPart},
        order=tuple(form.strict),
        is_open=form.preset == OWN or bool(weights.strict) or not is_sound,
        summary=words.summary(),
    )


def _points(weights: QualityWeights, names: list[str]) -> Mapping[str, int]:
    return {name: weights.weight(name) for name in names}


def weights_query(weights: QualityWeights) -> dict[str, str | list[str]]:
    """Weights as the address of a form says them."""
    form = WeightsForm.of(weights)
    points: dict[str, str | list[str]] = (
        {_FIELD + name: text for name, text in form.points.items()} if form.preset == OWN else {}
    )
    return {"preset": form.preset, "strict": list(weights.strict) or "", **points}
