"""The competence register once more, day by day: slow, plain, and without `data.model.days`."""

from datetime import date, timedelta

from data.model.person import CompetenceLevel

DAY = timedelta(days=1)


def is_valid(evidence, months, on):
    """Walk from the first day and count the months that are over."""
    first = evidence.start or evidence.shown_on
    if on < first or (evidence.until is not None and on > evidence.until):
        return False
    over, day = 0, first
    while months is not None and day < on:
        day += DAY
        was_short = day.day == 1 and (day - DAY).day < first.day
        over += day.day == first.day or was_short
    return months is None or over < months


def is_met(register, person, requirement, on):
    if on < requirement.start or (requirement.until is not None and on > requirement.until):
        return True
    counting = {requirement.id, *requirement.accepts}
    valid = [
        each
        for each in register.evidence
        if each.person == person
        and each.requirement in counting
        and is_valid(each, requirement.months, on)
    ]
    return len(valid) >= requirement.times


def has_row(register, person, function, on, level):
    return any(
        (row.person, row.function, row.level) == (person, function, level)
        and row.start <= on
        and (row.until is None or on <= row.until)
        for row in register.competences
    )


def meets_all(register, person, function, on):
    return all(
        is_met(register, person, requirement, on)
        for requirement in register.requirements
        if function in requirement.functions
    )


def has_override(register, person, function, on):
    return any(
        (each.person, each.function) == (person, function) and each.start <= on <= each.until
        for each in register.overrides
    )


def is_qualified(register, person, function, on):
    return has_row(register, person, function, on, CompetenceLevel.QUALIFIED) and (
        meets_all(register, person, function, on) or has_override(register, person, function, on)
    )


def level(register, person, function, on):
    """What the person may do on a day."""
    if is_qualified(register, person, function, on):
        return CompetenceLevel.QUALIFIED
    if has_row(register, person, function, on, CompetenceLevel.TRAINEE):
        return CompetenceLevel.TRAINEE
    return None


def level_by(competences, person, function, on):
    """The same, as competences alone say it."""
    levels = {
        row.level
        for row in competences
        if (row.person, row.function) == (person, function) and row.covers(on, on)
    }
    for found in (CompetenceLevel.QUALIFIED, CompetenceLevel.TRAINEE):
        if found in levels:
            return found
    return None


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
