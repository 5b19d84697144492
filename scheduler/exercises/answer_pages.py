"""The page behind the link of somebody who is invited to an exercise: yes, no, and what it was."""

from __future__ import annotations

from data.model.exercise import AttendanceState
from data.tables.period import ZONE
from scheduler.exercises.notices import EXERCISE
from scheduler.exercises.own import (
    OwnExercise,
    answer_invitation,
    is_over,
    own_exercise,
    person_of_row,
)
from scheduler.notifications.action_pages import GONE, ActionRequest, Page, Purpose


def _show(request: ActionRequest) -> Page:
    return _page(request, own_exercise(request.store, _number(request), _person(request)))


def _press(request: ActionRequest) -> Page:
    done = answer_invitation(
        request.store,
        _number(request),
        _person(request),
        request.now,
        comes=not request.is_other,
    )
    return _page(request, done)


def _number(request: ActionRequest) -> int:
    return int(request.payload["exercise"])


def _person(request: ActionRequest) -> str:
    return person_of_row(request.store, int(request.payload["person"]))


def _page(request: ActionRequest, seen: OwnExercise) -> Page:
    say, one = request.speech.gettext, seen.exercise
    when = request.speech.stretch(one.start, one.end, ZONE)
    about = tuple(line for line in (one.name, when, one.place) if line)
    if one.is_called_off:
        title = say("This exercise is called off")
        return request.page(title, say("You need not do anything."), about=about, status=GONE)
    if is_over(one, seen.state, request.now):
        return request.page(say("This exercise has begun"), about=about, status=GONE)
    yes, no = say("I come"), say("I cannot come")
    match seen.state:
        case AttendanceState.COMING:
            rest = say("If something changes, say so here.")
            return request.page(say("You come. Thank you."), rest, about=about, other=no)
        case AttendanceState.DECLINED:
            rest = say("If you can come after all, say so here.")
            return request.page(say("You do not come"), rest, about=about, button=yes)
    lines = [say("Goals: {goals}").format(goals=one.goals)] if one.goals else []
    if seen.clashes:
        text = say("You have duty then, and it stands: {posts}.")
        lines.append(text.format(posts=", ".join(seen.clashes)))
    return request.page(say("Do you come?"), *lines, about=about, button=yes, other=no)


PURPOSE = Purpose(EXERCISE, _show, _press)
