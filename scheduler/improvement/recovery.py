"""What is done when a deployment ends: a finding with the actions of the templates, once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.improvement import FindingOrigin, FindingSubject
from data.store import deployments, improvement
from data.store.audit import trail
from data.store.records import names_of_people
from data.tables.period import ZONE
from scheduler.improvement.recording import NewAction, NewFinding, add_finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.deployment import Deployment
    from data.model.improvement import ActionTemplate
    from data.store.opening import Store

#: A deployment that ended longer ago, as before there were templates, is left as it is.
RECENTLY = timedelta(days=14)
CODE = "recovery"  #: begins the code of such a finding
_LONGEST = 64


def make_recovery(store: Store, speech: Language, who: str, now: datetime) -> list[int]:
    """Make the findings of deployments that ended; the numbers of those that are new.

    Exercises have none. Whoever ended a deployment owns the actions for which a template names
    nobody who is here; one that ended by itself was begun by somebody.

    Parameters
    ----------
    who
        What the audit trail calls whoever looks.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    with store.reading() as connection:
        if not _waiting(connection, now):
            return []
    with store.writing() as connection:
        trail.take_turn(connection)
        templates = improvement.read_action_templates(connection)
        return [
            _made(connection, deployment, name, mine, speech, who, now)
            for deployment, name in _waiting(connection, now)
            if (mine := [one for one in templates if one.template == name])
        ]


def _waiting(connection: Connection, now: datetime) -> list[tuple[Deployment, str]]:
    """Deployments that ended, each with a template of which it has no finding."""
    templates = improvement.read_action_templates(connection)
    known = improvement.finding_codes_ever(connection)
    names = dict.fromkeys(one.template for one in templates)
    return [
        (one, name)
        for one in (deployments.deployments(connection) if names else ())
        if not one.is_exercise and now - RECENTLY <= one.over_at <= now
        for name in names
        if code_of(one.id, name) not in known
    ]


def code_of(deployment: int, template: str) -> str:
    """The code of the finding of a deployment, by which it is never made twice."""
    words = "-".join(re.findall(r"[a-z0-9]+", template.casefold()))
    return f"{CODE}-{deployment}-{words}"[:_LONGEST]


def _made(
    connection: Connection,
    deployment: Deployment,
    name: str,
    templates: Sequence[ActionTemplate],
    speech: Language,
    who: str,
    now: datetime,
) -> int:
    state = deployments.read_state(connection, deployment.id)
    regions = sorted({region for seat in state.seats for region in seat.regions})
    last = deployment.over_at.astimezone(ZONE).date()
    text = speech.gettext("{template} after {name}").format(template=name, name=deployment.name)
    texts = {
        "found_on": last.isoformat(),
        "origin": FindingOrigin.DEPLOYMENT.value,
        "theme": name,
        "text": text,
        "regions": ";".join(regions),
        "subject": FindingSubject.DEPLOYMENT.value,
        "subject_id": str(deployment.id),
    }
    usual, here = _ended_by(connection, deployment), names_of_people(connection)
    actions = tuple(
        NewAction(
            one.what,
            (last + timedelta(days=one.days)).isoformat(),
            owner=one.owner if one.owner in here else "",
            owner_login="" if one.owner in here else one.owner_login or usual,
        )
        for one in templates
    )
    code = code_of(deployment.id, name)
    return add_finding(connection, NewFinding(texts, actions), who, now, code=code)


def _ended_by(connection: Connection, deployment: Deployment) -> str:
    """Who ended a deployment; of one whose time was over, who began it."""
    found = trail.entries(connection, f"deployment/{deployment.id}")
    ended = [one.who for one in found if one.action == f"{trail.DEPLOYMENT}ended"]
    return ended[-1] if ended else deployment.made_by
