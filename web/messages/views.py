"""The pages under ``/messages``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
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
    status_word,
    tell_message,
)
from web.access.guard import may
from web.access.visitor import signed_in, who
from web.locale import say, speech
from web.messages.foreseen_view import foreseen_view
from web.messages.health_view import health_view, out_of_reach
from web.messages.sought import DAYS, ON_A_PAGE, looked
from web.messages.words import address_for, channel_word, status_look, status_text, text_for
from web.shared.error_messages import wrong

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.post import Post
    from scheduler.notifications.escalation_policy import Policy
    from web.app_services import AppServices
    from web.messages.foreseen_view import ForeseenView

_MOST_DEAD = 50
_AHEAD = (timedelta(days=10), timedelta(hours=12))  #: of the gaps whose course is shown


def area(site: AppServices) -> Blueprint:
    """What was told to whom, the steps, the channels, and whether alerts work."""
    blueprint = Blueprint("messages", __name__, url_prefix="/messages")
    blueprint.context_processor(_words)
    _lists(blueprint, site)
    _acts(blueprint, site)
    _rules(blueprint, site)
    _channels(blueprint, site)
    return blueprint


def _words() -> dict[str, object]:
    return {
        "status_text": status_text,
        "status_look": status_look,
        "status_word": lambda status: status_word(status, speech()),
        "kind_word": lambda kind: kind_word(kind, speech()),
        "channel_word": channel_word,
        "severity_word": lambda severity: severity_word(severity, speech()),
    }


def _lists(blueprint: Blueprint, site: AppServices) -> None:
    @blueprint.get("")
    @may(Right.SEE_MESSAGES)
    def list_page() -> str:
        wanted, now = looked(request.args), site.clock()
        return render_template(
            "messages/list.html",
            wanted=wanted,
            found=find_messages(site.store, wanted.sought(now), ON_A_PAGE, wanted.skip),
            dead=dead_letters(site.store, _MOST_DEAD),
            health=health_view(site),
            kinds=MessageKind,
            statuses=MessageStatus,
            spans=DAYS,
            on_a_page=ON_A_PAGE,
        )

    @blueprint.get("/<name>")
    @may(Right.SEE_MESSAGES)
    def message(name: str) -> str:
        story = tell_message(site.store, name) or abort(404)
        one, account = story.shown.message, signed_in()
        told = {
            "address": address_for(one, account),
            "text": text_for(one, account),
            "language": site.settings.language,
        }
        return render_template("messages/message.html", story=story, one=one, **told)

    @blueprint.get("/<name>/state")
    @may(Right.SEE_MESSAGES)
    def state(name: str) -> str:
        story = tell_message(site.store, name) or abort(404)
        return render_template("messages/_state.html", story=story, one=story.shown.message)


def _acts(blueprint: Blueprint, site: AppServices) -> None:
    @blueprint.post("/<name>/retry")
    @may(Right.SEE_MESSAGES)
    def retry(name: str) -> WerkzeugResponse:
        _find(site, name)
        message_actions.retry(site.store, name, who(), site.clock())
        flash(say("The message is sent again."))
        return redirect(url_for(".message", name=name))

    @blueprint.post("/retry")
    @may(Right.SEE_MESSAGES)
    def retry_all() -> WerkzeugResponse:
        again = message_actions.retry_all(site.store, who(), site.clock())
        text = speech().ngettext(
            "{count} message is sent again.", "{count} messages are sent again.", again
        )
        flash(text.format(count=again))
        return redirect(url_for(".list_page"))

    @blueprint.post("/<name>/settle")
    @may(Right.SEE_MESSAGES)
    def settle(name: str) -> WerkzeugResponse:
        _find(site, name)
        message_actions.settle(site.store, name, who(), site.clock())
        flash(say("The message is settled: you saw to it."))
        return redirect(url_for(".list_page"))


def _find(site: AppServices, name: str) -> None:
    """See that it is the whole id: one of many that begin alike is nobody's choice."""
    if tell_message(site.store, name) is None:
        abort(404)


def _rules(blueprint: Blueprint, site: AppServices) -> None:
    @blueprint.get("/steps")
    @may(Right.SEE_MESSAGES)
    def steps() -> str:
        rules = policy(site.store, site.settings, site.clock())
        post = rules.posts.get(request.args.get("post", "")) or next(
            iter(rules.posts.values()), None
        )
        return render_template(
            "messages/steps.html",
            rules=rules,
            settings=site.settings,
            post=post,
            courses=_courses(site, rules, post) if post else (),
        )

    @blueprint.get("/health")
    @may(Right.SEE_MESSAGES)
    def health() -> str:
        return render_template(
            "messages/health.html",
            health=health_view(site),
            mute=out_of_reach(site),
        )


def _courses(site: AppServices, rules: Policy, post: Post) -> tuple[ForeseenView, ...]:
    now = site.clock()
    return tuple(
        foreseen_view(foresee(rules, site.settings, post, now + ahead, now), now + ahead, now)
        for ahead in _AHEAD
    )


def _channels(blueprint: Blueprint, site: AppServices) -> None:
    @blueprint.get("/channels")
    @may(Right.SEE_MESSAGES)
    def channels() -> str:
        return _channels_page(site)

    @blueprint.post("/trial")
    @may(Right.SEE_MESSAGES)
    def trial() -> WerkzeugResponse | tuple[str, int]:
        try:
            posted = post_trial(site.store, site.settings, _trial(site), who(), site.clock())
        except Refused as error:
            return _channels_page(site, [str(one) for one in wrong(error.reasons)]), 422
        return redirect(url_for(".message", name=posted.id))


def _trial(site: AppServices) -> TestMessage:
    """What the form asks; to another address only for administrators."""
    own = {one.channel: one for one in own_ways(site.store, signed_in().person, site.settings)}
    if request.form.get("own", "") in own:
        return own[request.form["own"]]
    if not signed_in().may(Right.ADMINISTER):
        abort(403)
    channel, address = request.form.get("channel", ""), request.form.get("address", "")
    return TestMessage(channel, address, SOMEBODY, who())


def _channels_page(site: AppServices, faults: list[str] | None = None) -> str:
    return render_template(
        "messages/channels.html",
        channels=channels_set_up(site.settings),
        own=own_ways(site.store, signed_in().person, site.settings),
        trials=find_messages(site.store, MessageFilter(kind=MessageKind.TEST), 5),
        faults=faults or [],
        given=request.form,
    )
