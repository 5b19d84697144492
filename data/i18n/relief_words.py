"""What seats and deployments are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.deployment import SEAT_BY_CODE, TEAMS

if TYPE_CHECKING:
    from data.i18n.language import Language
    from data.model.deployment import Deployment


def seat_title(code: str, post_name: str, speech: Language) -> str:
    """A seat: ``ROT: sectie politie``, or the name of its post.

    Parameters
    ----------
    post_name
        Of the post of this code, where it is one.
    """
    seat = SEAT_BY_CODE.get(code)
    if seat is None:
        return post_name or code
    team = TEAMS[seat.team]
    if speech.code == "nl":
        return f"{team.nl}: {seat.name.nl}"
    return f"{team.en}: {seat.name.en}"


def deployment_title(deployment: Deployment, speech: Language) -> str:
    """The name of a deployment, with the mark of an exercise."""
    if not deployment.is_exercise:
        return deployment.name
    return f"{speech.gettext('EXERCISE')} {deployment.name}"
