"""The blueprint of findings and assessments, and what its pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint
from flask_login import current_user

from data.model.improvement import Actor, AssessmentMark, CheckOutcome, FindingOrigin, Stage
from data.tables.period import ZONE
from scheduler.improvement.words import EFFECT_WORDS, MARK_WORDS, ORIGIN_WORDS, STAGE_WORDS
from web.access.guard import signed_in
from web.access.regions import reach_of
from web.app_services import services
from web.locale import _
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from datetime import date

    from data.model.account import Right
    from data.model.errors import Fault, InputError, Refused
    from data.model.improvement import Finding

pages = Blueprint("improvement", __name__)


@dataclass(frozen=True, slots=True)
class FindingWords:
    """The words of this area, for templates."""

    @staticmethod
    def origin(one: FindingOrigin) -> str:
        """Where a finding comes from."""
        return _(ORIGIN_WORDS[one])

    @staticmethod
    def stage(one: Stage) -> str:
        """What a finding waits for."""
        return _(STAGE_WORDS[one])

    @staticmethod
    def effect(one: CheckOutcome) -> str:
        """Whether it helped."""
        return _(EFFECT_WORDS[one])

    @staticmethod
    def mark(one: AssessmentMark) -> str:
        """What an assessment says."""
        return _(MARK_WORDS[one])


@pages.context_processor
def known_words() -> dict[str, object]:
    return {
        "finding_words": FindingWords,
        "Origin": FindingOrigin,
        "Stage": Stage,
        "CheckOutcome": CheckOutcome,
        "AssessmentMark": AssessmentMark,
    }


def today() -> date:
    """The local date."""
    return services.clock().astimezone(ZONE).date()


def actor() -> Actor:
    """Whoever is signed in."""
    account = signed_in()
    return Actor(account.login, account.person or "")


def may_change(finding: Finding, right: Right) -> bool:
    """Whether whoever is signed in has a right for a finding: for a region of it, or for all."""
    if not current_user.may(right):
        return False
    mine = reach_of(right)
    return mine.is_all or mine.covers(finding.regions)


def said_of(fault: Fault | None) -> str:
    """A fault as a sentence; empty: there is none."""
    return "" if fault is None else str(error_messages([fault])[0])


def said(error: InputError | Refused) -> list[str]:
    """What is wrong, in sentences."""
    faults = error.reasons if hasattr(error, "reasons") else error.faults
    return [str(one) for one in error_messages(faults)]
