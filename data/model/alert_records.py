"""What the records say about reaching people: contacts, who hears of gaps, open calls."""

from __future__ import annotations

from dataclasses import dataclass

from data.model.alert_step import DEFAULT_STEPS, AlertStep
from data.model.call import CallAnswer, Pledge
from data.model.contact import Contact, DutyManager


@dataclass(frozen=True, slots=True)
class AlertRecords:
    """All of it together.

    Parameters
    ----------
    contacts, duty_managers, pledges, answers
        As they stand in their tables.
    steps
        Those of the table; empty: the standard ones hold.
    """

    contacts: tuple[Contact, ...] = ()
    duty_managers: tuple[DutyManager, ...] = ()
    steps: tuple[AlertStep, ...] = ()
    answers: tuple[CallAnswer, ...] = ()
    pledges: tuple[Pledge, ...] = ()

    @property
    def steps_in_force(self) -> tuple[AlertStep, ...]:
        """The steps that hold: the standard ones too, unless some of every post are given."""
        is_general = any(not step.post for step in self.steps)
        return self.steps if is_general else (*self.steps, *DEFAULT_STEPS)
