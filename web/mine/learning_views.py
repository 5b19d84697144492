"""``/mine/learning``: what one's functions ask, a wish to learn, and evidence to hand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.i18n.fault_words import in_words
from data.i18n.sheet_words import choice_word
from data.model.account import Right
from data.model.errors import Refused
from data.model.learning import HandedInStatus
from data.tables.period import ZONE
from scheduler.self_service.learning import (
    LONGEST,
    LONGEST_DOCUMENT,
    hand_in,
    keep_wish,
    own_need,
    withdraw_own,
)
from web.access.guard import require
from web.app_services import services
from web.locale import _, current_language
from web.mine.pages import Fields, me, pages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.shared.errors import Answer


@pages.get("/learning")
@require(Right.OWN_DUTIES)
def learning() -> str:
    return _page()


@pages.post("/learning/wish")
@require(Right.OWN_DUTIES)
def keep_learning_wish() -> Answer:
    text, now, speech = request.form.get("text", ""), services.clock(), current_language()
    return _done(
        lambda: keep_wish(services.store, me(), text, now, speech),
        _("Kept. Your planner sees it."),
    )


@pages.post("/learning/evidence")
@require(Right.OWN_DUTIES)
def hand_in_evidence() -> Answer:
    def act() -> None:
        fields = Fields(request.form)
        requirement, document = fields.text("requirement"), fields.text("document")
        day = fields.day("day", _("Day"))
        fields.refuse()
        now, speech = services.clock(), current_language()
        hand_in(services.store, me(), requirement, day, document, now, speech)

    return _done(act, _("Handed in. It counts once a planner has confirmed it."))


@pages.post("/learning/evidence/<int:number>/withdraw")
@require(Right.OWN_DUTIES)
def withdraw_evidence(number: int) -> Answer:
    now, speech = services.clock(), current_language()
    return _done(
        lambda: withdraw_own(services.store, me(), number, now, speech), _("It was taken back.")
    )


def _done(act: Callable[[], object], said: str) -> WerkzeugResponse | tuple[str, int]:
    try:
        act()
    except Refused as refused:
        faults = [in_words(one, current_language()) for one in refused.reasons]
        return _page([f"{one.what}. {one.remedy}" for one in faults]), 422
    flash(said)
    return redirect(url_for(".learning"))


def _page(wrong: Sequence[str] = ()) -> str:
    now = services.clock()
    need = own_need(services.store, me(), now)
    return render_template(
        "mine/learning.html",
        need=need,
        names={one.id: one.name for one in need.can_hand_in},
        today=now.astimezone(ZONE).date(),
        longest=LONGEST,
        longest_document=LONGEST_DOCUMENT,
        kind_word=lambda kind: choice_word(kind.value, current_language()),
        status_words={
            HandedInStatus.WAITS: _("waits for a planner"),
            HandedInStatus.CONFIRMED: _("confirmed"),
            HandedInStatus.REFUSED: _("refused"),
        },
        waits=HandedInStatus.WAITS,
        typed=request.form,
        wrong=list(wrong),
    )
