"""A scene as tables of texts, the way a planner would have typed them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.demo.scene import DAY, local
from data.model.person import CompetenceLevel
from data.model.post import NormFrom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.demo.scene import Scene
    from data.model.demand import Demand
    from data.model.duty import Absence, Duty, Wish
    from data.model.exercise import Exercise
    from data.model.person import Competence, Person
    from data.model.post import Post
    from data.model.register import Register
    from data.model.requirement import Evidence, Requirement

    pass
    from data.model.call_out import CalledPerson, CallOut
    from data.model.contact import AlertRecords

Row = dict[str, str]


def row(**cells: str | float | date | None) -> Row:
    """A row of texts; `start` of a row of dates goes under the heading ``from``."""
    texts: Row = {}
    for name, value in cells.items():
        if value is not None:
            texts["from" if name == "start" else name] = _text(value)
    return texts


def moment(at: datetime) -> str:
    """A moment on the local clock."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def _text(value: str | float | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else f"{value:g}"


def tables_of_alerts(records: AlertRecords) -> dict[str, list[Row]]:
    """The tables of alerts; the standard steps need no rows."""
    return {
        "contacts": [
            row(person=each.person, channel=each.channel, address=each.address)
            for each in records.contacts
        ],
        "duty_managers": [
            row(
                level=each.level,
                post=each.post or None,
                person=each.person or None,
                name=each.name or None,
                channel=each.channel or None,
                address=each.address or None,
                regions=";".join(each.regions) or None,
                books=";".join(each.books) or None,
            )
            for each in records.duty_managers
        ],
        "call_outs": [_call_out(each) for each in records.call_outs],
        "call_out_people": [
            _called_person(call_out, each)
            for call_out in records.call_outs
            for each in call_out.people
        ],
        "pledges": [
            {
                "post": each.post,
                "person": each.person,
                "start": moment(each.start),
                "end": moment(each.end),
            }
            for each in records.pledges
        ],
    }


def _call_out(each: CallOut) -> Row:
    moments = ("criteria_at", "alert_at", "picture_at", "convened_at", "over_at")
    return row(
        id=each.id,
        label=each.label or None,
        posts=";".join(each.posts) or None,
        regions=";".join(each.regions) or None,
        exercise="yes" if each.is_exercise else None,
        grip=each.grip,
        **{name: moment(at) for name in moments if (at := getattr(each, name)) is not None},
    )


def _called_person(call_out: CallOut, each: CalledPerson) -> Row:
    """A row of somebody who was called; the only post of the call-out goes without saying."""
    accepted = None if each.accepted is None else "yes" if each.accepted else "no"
    return row(
        call_out=call_out.id,
        person=each.person,
        post=None if call_out.posts == (each.post,) else each.post,
        called_at=each.called_at and moment(each.called_at),
        accepted=accepted,
        came="yes" if each.came else "no",
        minutes=each.minutes,
        work_until=each.work_until and moment(each.work_until),
    )


Tables = dict[str, list[Row]]  #: table name -> rows; a row is column name -> text


WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def tables_of(scene: Scene) -> Tables:
    """All tables of a scene; a table without rows is left out."""
    tables = (
        _tables_of_posts(scene)
        | _tables_of_people(scene)
        | _tables_of_register(scene.register)
        | _tables_of_time(scene)
        | _tables_of_base_rosters(scene)
        | tables_of_alerts(scene.alerts)
        | _tables_of_partners(scene)
        | _tables_of_exercises(scene)
    )
    return {name: rows for name, rows in tables.items() if rows}


def _tables_of_posts(scene: Scene) -> Tables:
    return {
        "regions": [
            row(id=each.id, name=each.name, school_region=each.school_region)
            for each in scene.regions
        ],
        "functions": [
            row(
                id=each.id,
                name=each.name,
                discipline=each.discipline,
                exercise_hours=each.exercise_hours or None,
                recruiting_months=each.recruiting_months or None,
                training_months=each.training_months or None,
            )
            for each in scene.functions
        ],
        "books": [row(id=each.id, name=each.name, weeks=each.weeks) for each in scene.books],
        "posts": [_post(post) for post in scene.posts],
        "demand": [_demand(each) for each in scene.demands],
    }


def _tables_of_people(scene: Scene) -> Tables:
    return {
        "people": [_person(person) for person in scene.people],
        "contracts": [
            row(
                person=person.id,
                hours_per_week=each.hours_per_week,
                start=each.start,
                until=each.until,
            )
            for person in scene.people
            for each in person.contracts
        ],
        "provisions": [each for person in scene.people for each in _provisions(person)],
        "weekly_work": [each for person in scene.people for each in _weekly_work(person)],
    }


def _tables_of_register(register: Register) -> Tables:
    return {
        "competences": [_competence(each) for each in register.competences],
        "requirements": [_requirement(each) for each in register.requirements],
        "evidence": [_evidence(each) for each in register.evidence],
        "overrides": [
            row(
                person=each.person,
                function=each.function,
                start=each.start,
                until=each.until,
                reason=each.reason,
                decided_by=each.decided_by,
            )
            for each in register.overrides
        ],
    }


def _tables_of_time(scene: Scene) -> Tables:
    return {
        "elsewhere": [_elsewhere(duty) for duty in scene.elsewhere],
        "absences": [_absence(absence) for absence in scene.absences],
        "wishes": [_wish(wish) for wish in scene.wishes],
        "history": [_history(duty) for duty in scene.history],
        "pins": [
            Row(person=person, post=post, start=moment(start)) for person, post, start in scene.pins
        ],
        "agreements": [
            row(rule=each.rule, basis=each.basis, start=each.start, until=each.until)
            for each in scene.agreements
        ],
        "carry_over": [
            row(person=each.person, measure=each.measure, amount=each.amount)
            for each in scene.carry_over
        ],
    }


def _tables_of_exercises(scene: Scene) -> Tables:
    return {
        "exercise_themes": [
            row(id=each.id, name=each.name, start=each.start, until=each.until)
            for each in scene.themes
        ],
        "exercises": [_exercise(each) for each in scene.exercises],
        "attendance": [
            row(exercise=each.exercise, person=each.person, state=each.state)
            for exercise in scene.exercises
            for each in exercise.attendance
        ],
    }


def _exercise(each: Exercise) -> Row:
    texts = ("place", "theme", "partner", "requirement", "goals", "goals_met", "remark")
    lists = ("regions", "functions", "parts")
    return {
        **row(id=each.id, name=each.name, kind=each.kind),
        "start": moment(each.start),
        "end": moment(each.end),
        **row(**{name: ";".join(getattr(each, name)) or None for name in lists}),
        **row(**{name: getattr(each, name) or None for name in texts}),
    }


def _tables_of_base_rosters(scene: Scene) -> Tables:
    return {
        "base_rosters": [
            row(id=each.id, post=each.post, start=each.start, week=number)
            | {day: name for day, name in zip(WEEKDAYS, names, strict=True) if name}
            for each in scene.base_rosters
            for number, names in enumerate(each.weeks, 1)
        ],
        "base_members": [
            row(
                base_roster=each.base_roster,
                person=each.person,
                week=each.week,
                start=each.first,
                until=each.until,
            )
            for each in scene.base_members
        ],
    }


def _tables_of_partners(scene: Scene) -> Tables:
    return {
        "partners": [
            row(
                id=each.id,
                name=each.name,
                kind=each.kind,
                discipline=each.discipline,
                mail=each.mail or None,
                regions=";".join(each.regions) or None,
            )
            for each in scene.partners
        ],
        "reviews": [
            row(
                subject=each.subject,
                code=each.code,
                due=each.due,
                reviewer=each.reviewer or None,
                done_on=each.done_on,
                outcome=each.outcome or None,
            )
            for each in scene.reviews
        ],
    }


def _post(post: Post) -> Row:
    return row(
        id=post.id,
        name=post.name,
        function=post.function,
        regions=";".join(post.regions),
        kind=post.kind,
        pattern=post.pattern or None,
        priority=post.priority,
        authority=post.authority,
        start_norm_minutes=post.start_norm_minutes,
        required=post.required,
        most_chance_nobody=post.most_chance_nobody and 100 * post.most_chance_nobody,
        norm_from=None if post.norm_from is NormFrom.CRITERIA else post.norm_from,
        book=post.book or None,
    )


def _demand(demand: Demand) -> Row:
    found = Row(
        post=demand.post,
        start=moment(demand.start),
        end=moment(demand.end),
        required=str(demand.required),
        source=demand.source.value,
        reason=demand.reason,
    )
    return found | ({"yearly": "yes"} if demand.yearly else {})


def _person(person: Person) -> Row:
    return row(
        id=person.id,
        name=person.name,
        employer=person.employer,
        regions=";".join(person.regions),
        max_shifts_per_month=person.limits.max_shifts_per_month,
    )


def _competence(competence: Competence) -> Row:
    is_usual = competence.level is CompetenceLevel.QUALIFIED
    return row(
        person=competence.person,
        function=competence.function,
        level=None if is_usual else competence.level,
        start=competence.start,
        until=competence.until,
    )


def _requirement(requirement: Requirement) -> Row:
    return row(
        id=requirement.id,
        name=requirement.name,
        functions=";".join(requirement.functions),
        kind=requirement.kind,
        times=requirement.times,
        months=requirement.months,
        accepts=";".join(requirement.accepts) or None,
        warning_days=requirement.warning_days,
        start=requirement.start,
        until=requirement.until,
    )


def _evidence(evidence: Evidence) -> Row:
    return row(
        person=evidence.person,
        requirement=evidence.requirement,
        date=evidence.shown_on,
        declared_by=evidence.declared_by,
        employer=evidence.employer or None,
        start=evidence.start,
        until=evidence.until,
        document=evidence.document or None,
    )


def _provisions(person: Person) -> Iterator[Row]:
    for each in person.provisions:
        yield row(
            person=person.id,
            kind=each.kind,
            start=each.start,
            until=each.until,
            weekday=None if each.weekday is None else WEEKDAYS[each.weekday],
            consent="yes" if each.consent else None,
        )


def _weekly_work(person: Person) -> Iterator[Row]:
    """A row for all weekdays with the same hours."""
    weekdays: dict[tuple[object, ...], list[str]] = {}
    rows: dict[tuple[object, ...], Row] = {}
    for work in person.weekly_work:
        key = (work.start, work.end, work.break_minutes, work.first, work.last)
        weekdays.setdefault(key, []).append(WEEKDAYS[work.weekday])
        rows[key] = {
            "person": person.id,
            "weekdays": ";".join(weekdays[key]),
            "start": f"{work.start:%H:%M}",
            "end": f"{work.end:%H:%M}",
        } | row(break_minutes=work.break_minutes or None, start=work.first, until=work.last)
    yield from rows.values()


def _elsewhere(duty: Duty) -> Row:
    return {
        "person": duty.person,
        "post": duty.post,
        "kind": duty.kind,
        "start": moment(duty.start),
        "end": moment(duty.end),
        "work_minutes": str(duty.work_minutes),
    }


def _history(duty: Duty) -> Row:
    return _elsewhere(duty) | {"shift": duty.name}


def _absence(absence: Absence) -> Row:
    """Whole days by their dates, the last one inclusive; anything else by moments."""
    start, end = local(absence.start), local(absence.end)
    whole = start.time() == end.time() == time()
    return {
        "person": absence.person,
        "kind": absence.kind,
        "start": start.date().isoformat() if whole else moment(absence.start),
        "end": (end - timedelta(days=1)).date().isoformat() if whole else moment(absence.end),
        "hours": f"{absence.work_minutes / 60:g}",
    }


def _wish(wish: Wish) -> Row:
    return row(
        person=wish.person,
        kind=wish.kind,
        start=local(wish.start).date(),
        until=local(wish.end).date() - DAY,
        post=wish.post,
        shift=wish.name,
        weight=wish.weight,
    )
