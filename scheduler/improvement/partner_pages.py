"""The page behind the link of a partner: what was found, "received", and "it is done"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.improvement.partner_links import PARTNER, receive, say_done, shared_with
from scheduler.notifications.action_pages import ActionRequest, Page, Purpose

if TYPE_CHECKING:
    from scheduler.improvement.partner_links import SharedFinding


def _show(request: ActionRequest) -> Page:
    return _page(request, shared_with(request.store, *_named(request)))


def _press(request: ActionRequest) -> Page:
    if request.is_other:
        done = say_done(request.store, *_named(request), request.note, request.now)
    else:
        done = receive(request.store, *_named(request), request.now)
    return _page(request, done)


def _named(request: ActionRequest) -> tuple[str, int, str]:
    said = request.payload
    return str(said["partner"]), int(said["finding"]), str(said["action"])


def _page(request: ActionRequest, seen: SharedFinding) -> Page:
    say, speech, finding = request.speech.gettext, request.speech, seen.file.finding
    about, lines = [finding.text], []
    action = seen.action
    if action is not None:
        due = say("due {day}").format(day=speech.long_date(action.due))
        about = [f"{action.what}, {due}", say("Finding: {text}").format(text=finding.text)]
    if seen.received_at is not None:
        day = speech.long_date(seen.received_at.date())
        lines.append(say("Received on {day}.").format(day=day))
    if action is not None and action.done_on is not None:
        day = speech.long_date(action.done_on)
        lines.append(say("Done on {day}. Somebody else checks whether it helped.").format(day=day))
        return request.page(say("Thank you"), *lines, about=tuple(about))
    is_open = finding.closed_on is None
    return request.page(
        say("Shared with {name}").format(name=seen.partner.name),
        *lines,
        about=tuple(about),
        button=say("Received") if seen.received_at is None else "",
        other=say("It is done") if action is not None and is_open else "",
        note=say("Remark") if action is not None and is_open else "",
    )


PURPOSE = Purpose(PARTNER, _show, _press)
