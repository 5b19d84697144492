"""What a finding begins with that is made on a gap, a lapse, a call-out, or a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.errors import Fault, Refused
from data.model.exercise import GoalsMet
from data.model.improvement import FindingOrigin, FindingSubject
from data.store import deployments, gaps, records
from data.store.call_outs import read_call_outs
from data.store.exercises import as_exercise, read_themes
from data.store.record_objects import read_functions, read_posts
from data.store.regions import is_call_out_within, is_deployment_within
from data.tables.period import ZONE
from scheduler.competence.register import names
from scheduler.coverage.words import cause_word

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.store.opening import Store


def prefilled(
    store: Store,
    subject: FindingSubject,
    of: str,
    speech: Language,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> dict[str, str]:
    """Columns of ``findings`` by what it is made on.

    Parameters
    ----------
    of
        The number of a gap, an exercise, a call-out or a deployment; of a lapse
        ``PERSON/FUNCTION``.

    Raises
    ------
    Refused
        There is no such thing within reach.
    """
    made = {
        FindingSubject.GAP: _of_gap,
        FindingSubject.LAPSE: _of_lapse,
        FindingSubject.EXERCISE: _of_exercise,
        FindingSubject.CALL_OUT: _of_call_out,
        FindingSubject.DEPLOYMENT: _of_deployment,
    }.get(subject)
    if made is None:
        raise _unknown()
    with store.reading() as connection:
        texts = made(connection, of, speech, reach)
    today = now.astimezone(ZONE).date().isoformat()
    return {"found_on": today, "subject": subject.value, **texts}


def _of_gap(connection: Connection, of: str, speech: Language, reach: Reach) -> dict[str, str]:
    gap = gaps.read_gap(connection, _number(of))
    interval = gap.interval
    post = next((one for one in read_posts(connection) if one.id == interval.post), None)
    if post is None or not reach.covers(post.regions):
        raise _unknown()
    return {
        "origin": FindingOrigin.COVERAGE.value,
        "theme": speech.gettext("Coverage of {post}").format(post=post.name),
        "text": speech.gettext("{post}, {when}: {cause}").format(
            post=post.name,
            when=speech.stretch(interval.start, interval.end, ZONE),
            cause=cause_word(interval.cause.without_reason, speech),  # viewers read findings
        ),
        "function": post.function,
        "regions": ";".join(post.regions),
        "subject_id": str(gap.id),
    }


def _of_lapse(connection: Connection, of: str, speech: Language, reach: Reach) -> dict[str, str]:
    person, _slash, function = of.partition("/")
    rows = records.read_rows(connection, "people").values()
    known = next((row.values for row in rows if row.key == person and not row.has_ended), None)
    functions = {one.id: one.name for one in read_functions(connection)}
    if known is None or function not in functions or not reach.covers(known["regions"]):
        raise _unknown()
    mine = [one for one in known["regions"] if reach.covers([one])]
    return {
        "origin": FindingOrigin.COMPETENCE.value,
        "theme": speech.gettext("Competence {function}").format(function=functions[function]),
        # Whose it is stands at `subject_person` alone: viewers read findings, and no competences.
        "text": speech.gettext("The competence {function} of somebody lapses.").format(
            function=functions[function]
        ),
        "function": function,
        "regions": ";".join(mine),
        "subject_id": function,
        "subject_person": person,
    }


def _of_exercise(connection: Connection, of: str, speech: Language, reach: Reach) -> dict[str, str]:
    number = _number(of)
    row = records.read_row(connection, "exercises", number)
    if row is None or row.has_ended:
        raise _unknown()
    one = as_exercise(row.values)
    if not (reach.is_all or reach.covers(one.regions)):
        raise _unknown()
    themes = {theme.id: theme.name for theme in read_themes(connection)}
    goals = "" if one.goals_met in (None, GoalsMet.MET) else one.remark
    return {
        "origin": FindingOrigin.EXERCISE.value,
        "report": one.name,
        "theme": themes.get(one.theme, speech.gettext("Exercising")),
        "text": f"{one.name}, {speech.moment(one.start, ZONE)}: {goals}".rstrip(),
        "function": one.functions[0] if len(one.functions) == 1 else "",
        "regions": ";".join(region for region in one.regions if reach.covers([region])),
        "partner": names(connection, "partners").get(one.partner, one.partner),
        "subject_id": str(number),
    }


def _of_call_out(connection: Connection, of: str, speech: Language, reach: Reach) -> dict[str, str]:
    number = _number(of)
    if not is_call_out_within(connection, number, reach, whole=False):
        raise _unknown()
    rows = records.read_rows(connection, "call_outs").values()
    code = next(row.key for row in rows if row.number == number)
    one = next(each for each in read_call_outs(connection) if each.id == code)
    posts = {post.id: post for post in read_posts(connection)}
    regions = one.regions or sorted(
        {region for post in one.posts if post in posts for region in posts[post].regions}
    )
    origin = FindingOrigin.EXERCISE if one.is_exercise else FindingOrigin.CALL_OUT
    return {
        "origin": origin.value,
        "theme": speech.gettext("Alerting and coming"),
        "text": speech.gettext("{what}, alert {moment}:").format(
            what=one.label or speech.gettext("Call-out"), moment=speech.moment(one.alert_at, ZONE)
        ),
        "function": posts[one.posts[0]].function if len(one.posts) == 1 else "",
        "regions": ";".join(region for region in regions if reach.covers([region])),
        "subject_id": str(number),
    }


def _of_deployment(
    connection: Connection, of: str, speech: Language, reach: Reach
) -> dict[str, str]:
    number = _number(of)
    if not (reach.is_all or is_deployment_within(connection, number, reach)):
        raise _unknown()
    state = deployments.read_state(connection, number)
    regions = sorted({region for seat in state.seats for region in seat.regions})
    return {
        "origin": FindingOrigin.DEPLOYMENT.value,
        "theme": speech.gettext("Relief in a disaster"),
        "text": f"{state.deployment.name}:",
        "regions": ";".join(regions),
        "subject_id": str(number),
    }


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < _DIGITS):
        raise _unknown()
    return int(text)


_DIGITS = 10  #: fewer than a database keeps of a number


def _unknown() -> Refused:
    return Refused(
        [Fault("there is nothing of this kind to make a finding on", "Make one without it")]
    )
