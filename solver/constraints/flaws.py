"""Literals that hold where a health rule is broken: few, and in sums as strong as they can be.

They are in every model of quality, and one person has hundreds of them. So one literal stands for
one place, and none is made where what is there already says as much: of a shift that is fixed and
five that would follow it too soon, those five are the flaws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.cpsat.model import FALSE, TRUE, Literal, Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
    if len(held) == 1:
        return [model.all_of([*held, *(-literal for literal in spared)], name)]
    flaw = model.new_literal(name)
    terms = [*((1, literal) for literal in held), *((-1, literal) for literal in spared)]
    model.add_at_most([*terms, (-1, flaw)], 0)
    return [flaw]


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
    flaw = model.new_literal(name)
    terms = [(1, literal) for literal in (first, *others, *beside)]
    model.add_at_most([*terms, (-1, flaw)], 1)
    return [flaw]
