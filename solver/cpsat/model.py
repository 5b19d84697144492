"""A small 0/1 model that every engine understands.

Rules write into this model; an engine (`solver.cpsat`) reads it. A literal is an integer: ``+v``
for variable ``v``, ``-v`` for its negation, and the constants `TRUE` and `FALSE`. Constants are
folded away at once, so a rule need not know what of the roster is fixed.

A constraint that the constants alone already break is relaxed as far as they break it: what is
fixed is a fact, and may not be made worse (`preexisting` counts how often this happened).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Literal = int
TRUE: Literal = 1 << 60
FALSE: Literal = -TRUE
Term = tuple[int, Literal]  #: coefficient and literal, or coefficient and integer variable


@dataclass(frozen=True, slots=True)
class Linear:
    """``low <= sum(coefficient * variable) <= high``, if `condition` holds.

    `terms` hold positive variable numbers only. None: no limit.
    """

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None
    condition: Literal = TRUE


@dataclass
class Model:
    """Variables, constraints and one linear objective to minimise.

    Attributes
    ----------
    domains
        Per variable number: its lowest and highest value; ``(0, 1)`` for a literal.
    names
        Per variable number, for messages and debugging.
    owners
        Per variable number: whose it is (a person's id), or empty where it is shared.
    owner
        Who owns the variables that are made next.
    """

    domains: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    names: list[str] = field(default_factory=lambda: [""])
    owners: list[str] = field(default_factory=lambda: [""])
    owner: str = ""
    clauses: list[tuple[Literal, ...]] = field(default_factory=list)
    at_most_ones: list[tuple[Literal, ...]] = field(default_factory=list)
    linears: list[Linear] = field(default_factory=list)
    objective: tuple[tuple[int, int], ...] = ()
    objective_offset: int = 0
    preexisting: int = 0
    _seen: set[object] = field(default_factory=set, repr=False)
    _above: dict[object, Literal] = field(default_factory=dict, repr=False)

    def new_literal(self, name: str = "") -> Literal:
        """A new 0/1 variable."""
        return self.new_integer(0, 1, name)

    def new_integer(self, low: int, high: int, name: str = "") -> int:
        """A new integer variable; use its number in linear terms only."""
        self.domains.append((low, high))
        self.names.append(name)
        self.owners.append(self.owner)
        return len(self.domains) - 1

    def add_clause(self, literals: Iterable[Literal]) -> None:
        """At least one literal holds."""
        kept = sorted({literal for literal in literals if literal != FALSE})
        if TRUE in kept:
            return
        if not kept:
            self.preexisting += 1
        elif self._is_new(("or", *kept)):
            self.clauses.append(tuple(kept))

    def add_implication(self, premise: Literal, conclusion: Literal) -> None:
        """If `premise` holds, so does `conclusion`."""
        self.add_clause((-premise, conclusion))

    def forbid(self, literals: Iterable[Literal]) -> None:
        """Not all of the literals hold together."""
        self.add_clause(-literal for literal in literals)

    def add_at_most_one(self, literals: Iterable[Literal]) -> None:
        """At most one literal holds; if a constant does, no variable may."""
        listed = list(literals)
        kept = sorted({literal for literal in listed if abs(literal) != TRUE})
        true_count = listed.count(TRUE)
        if true_count > 1:
            self.preexisting += 1
        if true_count:
            for literal in kept:
                self.add_clause((-literal,))
        elif len(kept) == 2:
            self.add_clause((-kept[0], -kept[1]))
        elif len(kept) > 2 and self._is_new(("amo", *kept)):
            self.at_most_ones.append(tuple(kept))

    def add_equal(self, terms: Sequence[Term], value: int) -> None:
        """The sum of the terms is `value`."""
        self.add_linear(terms, value, value)

    def add_at_most(self, terms: Sequence[Term], limit: int, condition: Literal = TRUE) -> None:
        """The sum of the terms is at most `limit`, if `condition` holds."""
        self.add_linear(terms, None, limit, condition)

    def add_at_least(self, terms: Sequence[Term], limit: int, condition: Literal = TRUE) -> None:
        """The sum of the terms is at least `limit`, if `condition` holds."""
        self.add_linear(terms, limit, None, condition)

    def add_linear(
        self,
        terms: Sequence[Term],
        low: int | None,
        high: int | None,
        condition: Literal = TRUE,
    ) -> None:
        """``low <= sum <= high``, if `condition` holds; see the module on constants."""
        if condition == FALSE:
            return
        folded, constant = self.fold(terms)
        least = sum(min(c * self.domains[v][0], c * self.domains[v][1]) for c, v in folded)
        most = sum(max(c * self.domains[v][0], c * self.domains[v][1]) for c, v in folded)
        high = None if high is None or most + constant <= high else high - constant
        low = None if low is None or least + constant >= low else low - constant
        if high is None and low is None:
            return
        if condition == TRUE:
            if high is not None and high < least:
                self.preexisting, high = self.preexisting + 1, least
            if low is not None and low > most:
                self.preexisting, low = self.preexisting + 1, most
        elif (high is not None and high < least) or (low is not None and low > most):
            self.add_clause((-condition,))
            return
        if folded and self._is_new((tuple(folded), low, high, condition)):
            self.linears.append(Linear(tuple(folded), low, high, condition))

    def fold(self, terms: Iterable[Term]) -> tuple[list[tuple[int, int]], int]:
        """Terms over positive variable numbers, each once, and the constant that is left."""
        constant = 0
        sums: dict[int, int] = {}
        for coefficient, literal in terms:
            if literal == TRUE:
                constant += coefficient
            elif literal == FALSE:
                continue
            elif literal > 0:
                sums[literal] = sums.get(literal, 0) + coefficient
            else:
                constant += coefficient
                sums[-literal] = sums.get(-literal, 0) - coefficient
        return sorted((c, v) for v, c in sums.items() if c), constant

    def minimise(self, terms: Sequence[Term], offset: int = 0) -> None:
        """Set the objective; replaces an earlier one."""
        folded, constant = self.fold(terms)
        self.objective = tuple(folded)
        self.objective_offset = offset + constant

    def within(self, value: int) -> Model:
        """The same in which the objective is at most a value, and nothing is minimised."""
        limit = Linear(self.objective, None, value - self.objective_offset)
        return replace(self, linears=[*self.linears, limit], objective=(), objective_offset=0)

    @property
    def least_objective(self) -> int:
        """The lower bound that the domains alone give."""
        return self.objective_offset + sum(
            min(c * self.domains[v][0], c * self.domains[v][1]) for c, v in self.objective
        )

    def any_of(self, literals: Sequence[Literal], name: str = "") -> Literal:
        """A literal that holds if at least one of the literals does (it may hold otherwise)."""
        kept = [literal for literal in literals if literal != FALSE]
        if TRUE in kept:
            return TRUE
        if len(kept) <= 1:
            return kept[0] if kept else FALSE
        result = self.new_literal(name)
        for literal in kept:
            self.add_implication(literal, result)
        return result

    def all_of(self, literals: Sequence[Literal], name: str = "") -> Literal:
        """A literal that holds if all of the literals do (it may hold otherwise)."""
        kept = [literal for literal in literals if literal != TRUE]
        if FALSE in kept:
            return FALSE
        if len(kept) <= 1:
            return kept[0] if kept else TRUE
        result = self.new_literal(name)
        self.add_clause([-literal for literal in kept] + [result])
        return result

    def above(
        self, terms: Sequence[Term], limit: int, name: str = "", *, own: bool = False
    ) -> Literal:
        """A literal that holds if a sum is above its limit (it may hold otherwise).

        The sum is never more than one above. Whoever asks about the same sum shares the literal.

        Parameters
        ----------
        own
            It is not one that others asked for before: it will be counted beside theirs.
        """
        folded, constant = self.fold(terms)
        limit -= constant
        key = (tuple(folded), limit)
        known = self._above.get(key)
        if known is None or own:
            known = self._above[key] = self.new_literal(name)
            more = [variable for coefficient, variable in folded if coefficient > 0]
            if len(more) == limit + 1 and all(abs(coefficient) == 1 for coefficient, _ in folded):
                self.add_clause([known, *(-coefficient * v for coefficient, v in folded)])
            else:
                self.add_at_most([*folded, (-1, known)], limit)
        return known

    def _is_new(self, key: object) -> bool:
        if key in self._seen:
            return False
        self._seen.add(key)
        return True
