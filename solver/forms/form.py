"""Three forms of one problem, so that large rules need not be written out.

A few rules of the law are large in a model and seldom felt by a good roster: they forgive once a
week, or have an alternative that hardly any roster uses. Such a rule is lazy.

    relaxed   lazy rules are left out: every legal roster is in it, so its bound is a bound
    tight     lazy rules are written in a smaller form that forbids at least as much: what it finds
              is legal, which the `check` half confirms
    exact     as the article says

Where the tight form reaches the bound of the relaxed one, the roster is proven best under the
exact rules, and the exact model was never needed.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.forms.person_model import PersonModel
    from solver.rules.base import Rule

RuleOfPerson = tuple[str, str]  #: rule id, person id


class Form(Enum):
    """How lazy rules are written."""

    RELAXED = "relaxed"
    TIGHT = "tight"
    EXACT = "exact"


def write(rule: Rule, person: PersonModel, form: Form) -> None:
    """Write a rule for a person in a form.

    Where his certain time breaks a lazy rule already, it is written exactly in every form: `check`
    tells the worst only, so it cannot say that nothing was made worse.
    """
    if form is Form.EXACT or not rule.is_lazy or rule.id in person.given:
        rule.constrain(person)
    elif form is Form.TIGHT:
        rule.tighten(person)
