"""Why nobody more with a skill is present where a skill mix lacks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.skill_mixes import MixWatch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from data.model.result import Reason
    from data.model.skill_mixes import LackingMix
    from solver.diagnosis.explain import Explainer
    from solver.diagnosis.judge import Pair


def mix_reasons(
    explainer: Explainer, pairs: Collection[Pair], lacking: LackingMix
) -> Iterator[Reason]:
    """What keeps each holder of the function who may fill one of the posts from being there."""
    index = explainer.index
    watch = MixWatch(index.problem, lacking.mix)
    running = [one for one in watch.stretches if lacking.start <= one.start < lacking.end]
    shifts = dict.fromkeys(shift for stretch in running for shift in stretch.shifts)
    holders = {
        person for stretch in running for person in watch.holders(stretch.day) - stretch.there
    }
    for person in sorted(holders):
        able = [shift for shift in shifts if (person, shift) in index.competence_levels]
        if able and not any((person, shift) in pairs for shift in shifts):
            yield explainer.reason(person, index.problem.shift_by_id[able[0]])
