"""The page ``/mine/wishes``: when I like to work, and when rather not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.duty import WishKind
from data.model.errors import InputError, Refused
from scheduler.self_service import wishes
from scheduler.self_service.wishes import MOST, WEIGHTS, OwnWish
from web.access.guard import may
from web.locale import say, speech
from web.mine.fields import Fields, tried, why
from web.mine.person import me

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.self_service.wishes import WishOptions
    from web.app_services import AppServices

KINDS = {kind.value: kind for kind in WishKind}


def wish_pages(blueprint: Blueprint, site: AppServices) -> None:
    """Add them."""

    @blueprint.get("/wishes")
    @may(Right.OWN_DUTIES)
    def wish_list() -> str:
        return _page(site)

    @blueprint.post("/wishes")
    @may(Right.OWN_DUTIES)
    def add_wish() -> WerkzeugResponse | tuple[str, int]:
        try:
            wish = _wish(Fields(request.form), wishes.choices_of(site.store, me()))
            wishes.add_wish(site.store, me(), wish, site.clock(), speech())
        except (Refused, InputError) as error:
            return _page(site, why(error)), 422
        flash(say("Your wish is kept. The next roster takes it into account."))
        return redirect(url_for(".wish_list"))

    @blueprint.post("/wishes/<int:number>/remove")
    @may(Right.OWN_DUTIES)
    def remove_wish(number: int) -> WerkzeugResponse | tuple[str, int]:
        now = site.clock()
        wrong = tried(lambda: wishes.remove_wish(site.store, me(), number, now, speech()))
        if wrong:
            return _page(site, wrong), 422
        flash(say("The wish was removed."))
        return redirect(url_for(".wish_list"))


def _wish(fields: Fields, known: WishOptions) -> OwnWish:
    post = fields.choice("post", say("Post"), {"": "", **{one: one for one in known.posts}})
    shift = fields.choice(
        "shift", say("Shift"), {"": "", **{one: one for one in known.shift_names}}
    )
    wish = OwnWish(
        number=0,
        kind=fields.choice("kind", say("Wish"), KINDS),
        first=fields.day("first", say("First day")),
        last=fields.day("last", say("Last day")),
        post=post,
        shift=shift,
        weight=fields.choice("strength", say("How strong"), WEIGHTS),
    )
    fields.refuse()
    return wish


def _page(site: AppServices, wrong: list[str] | None = None) -> str:
    return render_template(
        "mine/wishes.html",
        found=wishes.wishes_of(site.store, me(), site.clock()),
        choices=wishes.choices_of(site.store, me()),
        kinds=list(WishKind),
        strengths=list(WEIGHTS),
        most=MOST,
        typed=request.form,
        wrong=wrong or [],
    )
