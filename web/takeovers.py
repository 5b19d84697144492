"""The pages ``/takeovers``: parts of duties that somebody else does, or did; and a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Refused
from data.model.post import PostKind
from scheduler.planning.stand_ins import TakeOver
from scheduler.self_service.takeovers import (
    shifts_at,
    take_over,
    takeovers,
    weigh_takeover,
    withdraw_takeover,
)
from scheduler.self_service.weighing import Agreed
from web.access.guard import current_username, require
from web.access.regions import reach, seen
from web.app_services import services
from web.gaps.forms import PartForm, read_part
from web.locale import _, current_language
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.errors import Fault
    from scheduler.self_service.weighing import Weighed

    Answer = WerkzeugResponse | str | tuple[str, int]

_BACK, _AHEAD = timedelta(weeks=8), timedelta(weeks=26)

pages = Blueprint("takeovers", __name__, url_prefix="/takeovers")


@dataclass(frozen=True, slots=True)
class TypedTakeOver:
    """What was filled in.

    Parameters
    ----------
    at
        Where shifts are looked for; None: now.
    agreed
        Fingerprints of the broken rules that were shown and ticked.
    """

    post: str
    at: datetime | None
    shift: str
    leaver: str
    comer: str
    reason: str
    agreed: tuple[str, ...]
    part: PartForm
    at_text: str
    faults: tuple[str, ...]

    @property
    def given(self) -> TakeOver:
        """The take-over that was meant."""
        return TakeOver(self.shift, self.comer, self.leaver, *self.part.times, self.reason)


def _typed(form: Mapping[str, str], agreed: Sequence[str] = ()) -> TypedTakeOver:
    part = read_part(form)
    where = read_part({"from": form.get("at", "")})
    return TypedTakeOver(
        form.get("post", ""),
        where.times[0],
        form.get("shift", ""),
        form.get("leaver", ""),
        form.get("comer", ""),
        form.get("reason", "").strip(),
        tuple(agreed),
        part,
        form.get("at", ""),
        (*where.faults, *part.faults),
    )


@pages.get("")
@require(Right.HANDLE_GAPS)
def list_page() -> str:
    now = services.clock()
    snapshot = seen(now)
    found = takeovers(services.store, now - _BACK, now + _AHEAD, reach())
    return render_template(
        "takeovers/list.html",
        found=list(reversed(found)),
        names=snapshot.facts.names,
        posts={code: post.name for code, post in snapshot.facts.inputs.posts.items()},
    )


@pages.get("/new")
@require(Right.HANDLE_GAPS)
def new() -> str:
    typed = _typed(request.args)
    return _form(typed, list(typed.faults))


@pages.post("")
@require(Right.HANDLE_GAPS)
def record() -> Answer:
    typed = _typed(request.form, request.form.getlist("agreed"))
    now, speech = services.clock(), current_language()
    if typed.faults:
        return _form(typed, list(typed.faults)), 422
    agreed = Agreed(typed.agreed, typed.reason)
    try:
        done = take_over(
            services.store, services.settings, typed.given, agreed, current_username(), now, speech
        )
    except Refused as refused:
        return _form(typed, _said(refused.reasons), _weighed(typed, now)), 422
    flash(_("Take-over {number} is recorded, and counts at once.").format(number=done.id))
    return redirect(url_for(".list_page"))


@pages.post("/<int:number>/withdraw")
@require(Right.HANDLE_GAPS)
def withdraw(number: int) -> Answer:
    try:
        done = withdraw_takeover(
            services.store,
            services.settings,
            number,
            current_username(),
            services.clock(),
            current_language(),
        )
    except Refused as refused:
        for line in _said(refused.reasons):
            flash(line, "error")
        return redirect(url_for(".list_page"))
    flash(_("Take-over {number} no longer counts.").format(number=done.id))
    return redirect(url_for(".list_page"))


def _weighed(typed: TypedTakeOver, now: datetime) -> Weighed | None:
    """What it breaks, to be agreed to; None: nothing, or it cannot be at all."""
    try:
        _found, weighed = weigh_takeover(
            services.store,
            services.settings,
            typed.given,
            current_username(),
            now,
            current_language(),
        )
    except Refused:
        return None
    return weighed if weighed is not None and not weighed.stops else None


def _form(typed: TypedTakeOver, wrong: list[str], weighed: Weighed | None = None) -> str:
    now = services.clock()
    inputs = seen(now).facts.inputs
    posts = {p.id: p.name for p in inputs.posts.values() if p.kind is not PostKind.OPEN_CALL}
    at = typed.at or now
    return render_template(
        "takeovers/new.html",
        typed=typed,
        at=at,
        posts=posts,
        shifts=shifts_at(services.store, typed.post, at, now) if typed.post else (),
        wrong=wrong,
        weighed=weighed,
        days=services.settings.takeover_days,
    )


def _said(faults: Sequence[Fault]) -> list[str]:
    return [str(one) for one in error_messages(faults)]
