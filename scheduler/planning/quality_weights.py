"""What quality weighs: which weights there are, which a planner chose, and which were used last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.i18n.quality_words import QualityWords
from data.model.errors import Fault, InputError
from data.model.quality import (
    HIGHEST_WEIGHT,
    QualityPart,
    QualityPreset,
    QualityWeights,
    preset_weights,
    weight_names,
)
from data.store import jobs, rosters
from data.tables.faults import nearest, shown
from scheduler.planning.derived_data import read_problem
from solver.objective.share import BurdenTerm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store


def choose_weights(
    start: QualityWeights,
    preset: str | None = None,
    given: Mapping[str, str] | None = None,
    strict: Sequence[str] | None = None,
) -> QualityWeights:
    """The weights that somebody asks for by name.

    Parameters
    ----------
    start
        What holds for all that they do not say.
    preset
        Name of a preset to start from instead.
    given
        By the name of a weight: points, as they were typed.
    strict
        The parts in a strict order; None: as `start` has it, or none with a preset.

    Raises
    ------
    InputError
        A name is unknown, or a value out of range; all of it at once.
    """
    faults: list[Fault] = []
    chosen = _preset(preset, faults) if preset else start
    for name, text in (given or {}).items():
        chosen = _with_weight(chosen, name, text, faults)
    if strict is not None:
        chosen = replace(chosen, strict=tuple(_parts(strict, faults)))
    if faults:
        raise InputError(faults)
    return chosen


def _preset(name: str, faults: list[Fault]) -> QualityWeights:
    try:
        return preset_weights(QualityPreset(_plain(name)))
    except ValueError:
        known = [one.value.replace("_", "-") for one in QualityPreset]
        faults.append(Fault(f"preset {shown(name)} is unknown", nearest(name, known)))
        return QualityWeights()


def _with_weight(
    weights: QualityWeights, name: str, text: str, faults: list[Fault]
) -> QualityWeights:
    found = next((one for one in weight_names() if one.lower() == _plain(name)), None)
    if found is None:
        faults.append(Fault(f"weight {shown(name)} is unknown", nearest(name, weight_names())))
        return weights
    digits = text.strip()
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 5
    if not is_number or int(digits) > HIGHEST_WEIGHT:
        what = f"weight {found} is {shown(text)}"
        faults.append(Fault(what, f"Use a whole number from 0 up to {HIGHEST_WEIGHT}"))
        return weights
    return weights.with_weight(found, int(digits))


def _parts(names: Sequence[str], faults: list[Fault]) -> list[QualityPart]:
    found: list[QualityPart] = []
    for name in names:
        try:
            part = QualityPart(_plain(name))
        except ValueError:
            known = [one.value.replace("_", "-") for one in QualityPart]
            what = f"part {shown(name)} of the strict order is unknown"
            faults.append(Fault(what, nearest(name, known)))
            continue
        if part in found:
            what = f"part {shown(name)} stands twice in the strict order"
            faults.append(Fault(what, "Name each part once"))
        found.append(part)
    return found


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "_")


def last_weights(connection: Connection) -> QualityWeights:
    """The weights of the newest search; else of the newest roster; else the usual ones."""
    newest = next(iter(jobs.jobs(connection)), None)
    heads = rosters.heads(connection)
    head = max(heads, key=lambda one: one.created_at, default=None)
    if newest is not None and (head is None or newest.asked_at >= head.created_at):
        return newest.request.weights
    return weights_of(connection, head.problem_hash) if head else QualityWeights()


def last_weights_used(store: Store) -> QualityWeights:
    """The same, for a page."""
    with store.reading() as connection:
        return last_weights(connection)


def weights_of(connection: Connection, problem: str) -> QualityWeights:
    """The weights of a problem that was kept, by its hash."""
    return read_problem(connection, problem).weights


def quality_words(
    weights: QualityWeights, speech: Language, sentences: Mapping[str, str]
) -> QualityWords:
    """What weights mean, in words.

    Parameters
    ----------
    sentences
        What each rule in force asks, by its id.
    """
    return QualityWords(speech, weights, sentences, BurdenTerm.NIGHTS.weight)
