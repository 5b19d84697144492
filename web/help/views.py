"""Help, a page an area, for those who may go there; and the page of the API for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from data.model.account import Right, TokenScope
from web.access.guard import open_to_all, require
from web.app_services import services
from web.help import at_the_office, at_work
from web.help.reference import operations

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.help.topic import HelpTopic

#: In the order of the menu.
ORDER = (
    "now mine gaps relief rosters plan what_if demand requests people messages reports audit"
    " settings access account"
)
TOPICS = tuple(
    sorted((*at_work.TOPICS, *at_the_office.TOPICS), key=lambda one: ORDER.split().index(one.id))
)
#: Area, as its blueprint is called -> topic, where they are not called the same.
TOPIC_OF = {
    "board": "now",
    "publish": "rosters",
    "takeovers": "gaps",
    "call_outs": "reports",
    "records": "people",
    "phone": "mine",
}
OF_ACCESS = frozenset({"accounts", "account", "new_account", "tokens"})  #: pages of settings

pages = Blueprint("help", __name__)


@pages.get("/help")
@require(Right.SEE_COVERAGE)
def contents() -> str:
    return render_template("help/contents.html", topics=_own_topics())


@pages.get("/help/<id>")
@require(Right.SEE_COVERAGE)
def topic(id: str) -> str:
    found = next((one for one in _own_topics() if one.id == id), None)
    if found is None:
        abort(404)
    return render_template("help/topic.html", topic=found, topics=_own_topics())


@pages.get("/api")
@open_to_all
def api() -> str:
    document = _document()
    return render_template(
        "help/api.html",
        operations=operations(document),
        about=document["info"]["description"],
        scopes=list(TokenScope),
        base=services.settings.base_url.rstrip("/") or request.host_url.rstrip("/"),
    )


@pages.get("/api/v1")
@pages.get("/api/v1/")
@open_to_all
def api_root() -> WerkzeugResponse:
    return redirect(url_for(".api"))


@pages.get("/docs")
@open_to_all
def docs() -> WerkzeugResponse:
    return redirect(url_for(".api"))


def topic_of(endpoint: str) -> str:
    """Which topic helps on a page; empty: none of its own."""
    area, _, page = endpoint.partition(".")
    if area == "admin":
        return "access" if page in OF_ACCESS else "settings"
    found = TOPIC_OF.get(area, area)
    return found if found in {one.id for one in TOPICS} else ""


def register_help(app: Flask) -> None:
    """Let every page link to its help."""

    @app.context_processor
    def help_link() -> dict[str, object]:
        return {"help_topic": topic_of(request.endpoint or "")}


def _document() -> dict[str, Any]:
    """The document of the API, which is written once."""
    api = current_app.extensions["api"]
    if "document" not in api.extensions:
        with api.app_context():
            api.extensions["document"] = api.spec
    return api.extensions["document"]  # type: ignore[no-any-return]


def _own_topics() -> list[HelpTopic]:
    return [one for one in TOPICS if one.right is None or current_user.may(one.right)]
