"""The pages under ``/messages``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.attachment import attached_file
from data.model.errors import Refused
from data.model.message import MessageKind, MessageStatus
from data.store.outbox import MessageFilter
from scheduler.coverage.words import severity_word
from scheduler.notifications import message_actions
from scheduler.notifications.channels import channels_set_up
from scheduler.notifications.escalation_policy import foresee, policy
from scheduler.notifications.message_actions import SOMEBODY, TestMessage, own_ways, post_trial
from scheduler.notifications.outbox import (
    dead_letters,
    find_messages,
    kind_word,
    show_message,
    status_word,
)
from web.access.guard import current_username, require, signed_in
from web.access.regions import reach
from web.app_services import services
from web.locale import _, current_language
from web.messages.display import (
    address_for,
    channel_word,
    foreseen_view,
    health_view,
    out_of_reach,
    status_look,
    status_text,
    text_for,
)
from web.shared.errors import error_messages
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.post import Post
    from scheduler.notifications.escalation_policy import Policy
    from web.messages.display import ForeseenView

ON_A_PAGE = 50


DAYS = (1, 7, 30, 90)  #: how far back one may look; nothing: as far as there is


MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for, and which page of it.

    Parameters
    ----------
    days
        None: as far back as there is.
    page
        1 is the newest.
    """

    status: MessageStatus | None
    kind: MessageKind | None
    to: str
    days: int | None
    page: int

    def sought(self, now: datetime) -> MessageFilter:
        """The same for the store."""
        since = now - timedelta(days=self.days) if self.days else None
        return MessageFilter(self.status, self.kind, self.to, since, reach=reach())

    @property
    def skip(self) -> int:
        """How many messages lie on the pages before."""
        return (self.page - 1) * ON_A_PAGE

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.status or self.kind or self.to or self.days)

    def query(self, page: int) -> dict[str, str]:
        """Another page of the same, in an address."""
        given = {
            "status": self.status.value if self.status else "",
            "kind": self.kind.value if self.kind else "",
            "to": self.to,
            "days": str(self.days or ""),
            "page": str(page) if page > 1 else "",
        }
        return {name: value for name, value in given.items() if value}


def read_filter(given: Mapping[str, str]) -> Looked:
    """Read what is looked for; what makes no sense asks nothing."""
    status, kind = given.get("status", ""), given.get("kind", "")
    days, page = (typed_number(given.get(name, "")) or 0 for name in ("days", "page"))
    return Looked(
        status=MessageStatus(status) if status in {one.value for one in MessageStatus} else None,
        kind=MessageKind(kind) if kind in {one.value for one in MessageKind} else None,
        to="".join(sign for sign in given.get("to", "") if sign.isprintable()).strip()[:80],
        days=days if days in DAYS else None,
        page=min(max(1, page), MOST_PAGES),
    )


_MOST_DEAD = 50


_AHEAD = (timedelta(days=10), timedelta(hours=12))  #: of the gaps whose course is shown


pages = Blueprint("messages", __name__, url_prefix="/messages")


@pages.context_processor
def _words() -> dict[str, object]:
    return {
        "status_text": status_text,
        "status_look": status_look,
        "status_word": lambda status: status_word(status, current_language()),
        "kind_word": lambda kind: kind_word(kind, current_language()),
        "channel_word": channel_word,
        "severity_word": lambda severity: severity_word(severity, current_language()),
    }


@pages.get("")
@require(Right.SEE_MESSAGES)
def list_page() -> str:
    wanted, now = read_filter(request.args), services.clock()
    return render_template(
        "messages/list.html",
        wanted=wanted,
        found=find_messages(services.store, wanted.sought(now), ON_A_PAGE, wanted.skip),
        dead=dead_letters(services.store, _MOST_DEAD, reach()),
        health=health_view(),
        kinds=MessageKind,
        statuses=MessageStatus,
        spans=DAYS,
        on_a_page=ON_A_PAGE,
    )


@pages.get("/<name>")
@require(Right.SEE_MESSAGES)
def message(name: str) -> str:
    story = show_message(services.store, name) or abort(404)
    one, account = story.shown.message, signed_in()
    told = {
        "address": address_for(one, account),
        "text": text_for(one),
        "language": services.settings.language,
        "attached": file.name if (file := attached_file(one.attachment)) else "",
    }
    return render_template("messages/message.html", story=story, one=one, **told)


@pages.get("/<name>/state")
@require(Right.SEE_MESSAGES)
def state(name: str) -> str:
    story = show_message(services.store, name) or abort(404)
    return render_template("messages/_state.html", story=story, one=story.shown.message)


@pages.post("/<name>/retry")
@require(Right.SEE_MESSAGES)
def retry(name: str) -> WerkzeugResponse:
    _find(name)
    message_actions.retry(services.store, name, current_username(), services.clock())
    flash(_("The message is sent again."))
    return redirect(url_for(".message", name=name))


@pages.post("/retry")
@require(Right.SEE_MESSAGES)
def retry_all() -> WerkzeugResponse:
    again = message_actions.retry_all(services.store, current_username(), services.clock(), reach())
    text = current_language().ngettext(
        "{count} message is sent again.", "{count} messages are sent again.", again
    )
    flash(text.format(count=again))
    return redirect(url_for(".list_page"))


@pages.post("/<name>/settle")
@require(Right.SEE_MESSAGES)
def settle(name: str) -> WerkzeugResponse:
    _find(name)
    message_actions.settle(services.store, name, current_username(), services.clock())
    flash(_("The message is settled: you dealt with it."))
    return redirect(url_for(".list_page"))


def _find(name: str) -> None:
    """See that it is the whole id: one of many that begin alike is nobody's choice."""
    if show_message(services.store, name) is None:
        abort(404)


@pages.get("/steps")
@require(Right.SEE_MESSAGES)
def steps() -> str:
    rules = policy(services.store, services.settings, services.clock(), reach())
    post = rules.posts.get(request.args.get("post", "")) or next(iter(rules.posts.values()), None)
    return render_template(
        "messages/steps.html",
        rules=rules,
        settings=services.settings,
        post=post,
        courses=_courses(rules, post) if post else (),
    )


@pages.get("/health")
@require(Right.SEE_MESSAGES)
def health() -> str:
    return render_template(
        "messages/health.html",
        health=health_view(),
        mute=out_of_reach(),
    )


def _courses(rules: Policy, post: Post) -> tuple[ForeseenView, ...]:
    now = services.clock()
    return tuple(
        foreseen_view(foresee(rules, services.settings, post, now + ahead, now), now + ahead, now)
        for ahead in _AHEAD
    )


@pages.get("/channels")
@require(Right.SEE_MESSAGES)
def channels() -> str:
    return _channels_page()


@pages.post("/trial")
@require(Right.SEE_MESSAGES)
def trial() -> WerkzeugResponse | tuple[str, int]:
    try:
        posted = post_trial(
            services.store, services.settings, _trial(), current_username(), services.clock()
        )
    except Refused as error:
        return _channels_page([str(one) for one in error_messages(error.reasons)]), 422
    return redirect(url_for(".message", name=posted.id))


def _trial() -> TestMessage:
    """What the form asks; to another address only for administrators."""
    own = {
        one.channel: one for one in own_ways(services.store, signed_in().person, services.settings)
    }
    if request.form.get("own", "") in own:
        return own[request.form["own"]]
    if not signed_in().may(Right.ADMINISTER):
        abort(403)
    channel, address = request.form.get("channel", ""), request.form.get("address", "")
    return TestMessage(channel, address, SOMEBODY, current_username())


def _channels_page(faults: list[str] | None = None) -> str:
    return render_template(
        "messages/channels.html",
        channels=channels_set_up(services.settings),
        own=own_ways(services.store, signed_in().person, services.settings),
        trials=find_messages(
            services.store, MessageFilter(kind=MessageKind.TEST, reach=reach()), 5
        ),
        faults=faults or [],
        given=request.form,
    )
