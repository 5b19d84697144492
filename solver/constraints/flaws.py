"""Literals that hold where a health rule is broken: few, and in sums as strong as they can be.

They are in every model of quality, and one person has hundreds of them. So one literal stands for
one place, and none is made where what is there already says as much: of a shift that is fixed and
five that would follow it too soon, those five are the flaws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from solver.cpsat.model import FALSE, TRUE, Literal, Model, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

Sum = tuple[Sequence[Term], int]  #: terms, and what they may come to without a flaw


def one_without(
    model: Model, one_of: Iterable[Literal], without: Iterable[Literal], name: str
) -> list[Literal]:
    """Literals of which one holds if one of some does and none of others.

    Parameters
    ----------
    one_of
        Literals that exclude each other.
    without
        Others; any number of them may hold.
    """
    held = [literal for literal in one_of if literal != FALSE]
    spared = [literal for literal in without if literal != FALSE]
    if not held or TRUE in spared:
        return []
    held = [TRUE] if TRUE in held else held
    if not spared:
        return held
    if len(spared) == 1 and TRUE in held:
        return [-spared[0]]
    terms = [*((1, literal) for literal in held), *((-1, literal) for literal in spared)]
    return [model.above(terms, 0, name)]


def one_after(
    model: Model,
    first: Literal,
    one_of: Iterable[Literal],
    name: str,
    *,
    beside: Sequence[Literal] = (),
) -> list[Literal]:
    """Literals of which one holds if a first does and one of some.

    Parameters
    ----------
    one_of
        Literals that exclude each other.
    beside
        Literals that exclude all of these and each other: they say nothing new, but make the sum as
        strong as it can be.
    """
    others = [literal for literal in one_of if literal != FALSE]
    if first == FALSE or not others:
        return []
    if first == TRUE:
        return [TRUE] if TRUE in others else others
    if TRUE in others:
        return [first]
    terms = [(1, literal) for literal in (first, *others, *beside)]
    return [model.above(terms, 1, name)]


def one_above(model: Model, sums: Iterable[Sum], name: str) -> list[Literal]:
    """Literals of which one holds if any of the sums is above its limit.

    Parameters
    ----------
    sums
        None can be more than one above, whatever is chosen.
    """
    kept: list[tuple[list[tuple[int, int]], int]] = []
    for terms, limit in sums:
        folded, constant = model.fold(terms)
        if constant + sum(min(0, c) for c, _ in folded) > limit:
            return [TRUE]
        if constant + sum(max(0, c) for c, _ in folded) > limit:
            kept.append((folded, limit - constant))
    if not kept:
        return []
    if len(kept) == 1:
        folded, limit = kept[0]
        if not limit and all(coefficient == 1 for coefficient, _ in folded):
            return [literal for _, literal in folded]
        if limit == -1 and len(folded) == 1 and folded[0][0] == -1:
            return [-folded[0][1]]
        return [model.above(folded, limit, name)]
    flaw = model.new_literal(name)
    for folded, limit in kept:
        over = [literal for coefficient, literal in folded if coefficient > 0]
        if len(over) == limit + 1 and all(abs(coefficient) == 1 for coefficient, _ in folded):
            model.add_clause([flaw, *(-coefficient * literal for coefficient, literal in folded)])
        else:
            model.add_at_most([*folded, (-1, flaw)], limit)
    return [flaw]


class RunPlace(NamedTuple):
    """What may be worked at one place of a run: a day, a weekend.

    Parameters
    ----------
    worked
        Literals that exclude each other; one holds if there is work.
    ours
        The same of work of this roster; the same list where there is no other.
    """

    worked: Sequence[Literal]
    ours: Sequence[Literal]


def all_worked(places: Sequence[RunPlace], spared: Iterable[Literal] = ()) -> list[Sum]:
    """The sums that say: there is work at each place, some of it of this roster, and none spared.

    For `one_above`.
    """
    if not all(place.worked for place in places):
        return []
    limit = len(places) - 1
    without = [(-1, literal) for literal in spared]
    worked = [[(1, literal) for literal in place.worked] for place in places]
    if any(place.ours == place.worked for place in places):
        return [([*(term for some in worked for term in some), *without], limit)]
    found: list[Sum] = []
    for number, place in enumerate(places):
        ours = [(1, literal) for literal in place.ours]
        others = [term for some in (*worked[:number], *worked[number + 1 :]) for term in some]
        if ours:
            found.append(([*ours, *others, *without], limit))
    return found
