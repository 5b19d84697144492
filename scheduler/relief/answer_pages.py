"""The page behind the link of somebody who is asked to relieve others: yes, no, and what it was."""

from __future__ import annotations

from data.model.deployment import ReliefStatus
from scheduler.notifications.action_pages import GONE, ActionRequest, Page, Purpose
from scheduler.relief.asking import RELIEF, ReliefAnswer, answer, look_at
from scheduler.relief.own_relief import relief_means


def _show(request: ActionRequest) -> Page:
    return _page(request, look_at(request.store, _number(request), request.now, request.speech))


def _press(request: ActionRequest) -> Page:
    done = answer(
        request.store,
        _number(request),
        request.now,
        request.speech,
        comes=not request.is_other,
    )
    return _page(request, done)


def _number(request: ActionRequest) -> int:
    return int(request.payload["duty"])


def _page(request: ActionRequest, seen: ReliefAnswer) -> Page:
    say = request.speech.gettext
    about = tuple(line for line in (seen.deployment, seen.line) if line)
    if seen.is_over:
        title = say("This is no longer needed")
        return request.page(title, say("You need not do anything."), about=about, status=GONE)
    yes, no = say("I come"), say("I cannot come")
    match seen.duty.status:
        case ReliefStatus.ACCEPTED:
            rest = say("If something changes, say so here.")
            return request.page(say("You come. Thank you."), rest, about=about, other=no)
        case ReliefStatus.DECLINED:
            rest = say("If you can come after all, say so here.")
            return request.page(say("You do not come"), rest, about=about, button=yes)
    lines = []
    if seen.duty.is_call:
        lines.append(say("You are on call for this: come now."))
    lines += relief_means(request.store, seen.duty.id, request.now, request.speech)
    return request.page(say("Can you come?"), *lines, about=about, button=yes, other=no)


PURPOSE = Purpose(RELIEF, _show, _press)
