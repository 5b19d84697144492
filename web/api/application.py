"""Makes the API: an application of its own below ``/api/v1``.

Not a blueprint of the pages: it has no sessions, no cookies, no forged requests to fear and no
language, and its answers to what goes wrong are JSON from the first to the last, that of an address
which does not exist too. So it shares the store, the clock and the headers with the pages, and none
of their machinery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiflask import APIFlask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from web import request_log
from web.api import (
    auth,
    call_outs,
    coverage,
    demand,
    deployments,
    duties,
    exercises,
    findings,
    people,
    presence,
    rosters,
    takeovers,
)
from web.api.document import register_caching, write_document
from web.api.problems import register_problems
from web.shared.responses import bound_numbers, register_headers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

    from web.app_services import AppServices

PREFIX = "/api/v1"
MOST_BYTES = 8 * 1024 * 1024  #: of one request

#: An area of the API adds its operations here, and nowhere else.
AREAS = (
    duties.pages,
    coverage.pages,
    coverage.gap_pages,
    rosters.pages,
    people.pages,
    call_outs.pages,
    presence.pages,
    takeovers.pages,
    demand.pages,
    deployments.pages,
    exercises.pages,
    findings.pages,
)


def register_api(app: Flask, services: AppServices) -> None:
    """Put the API below its address; it is ``app.extensions["api"]``."""
    api = app.extensions["api"] = create_api(services)
    inside = DispatcherMiddleware(app.wsgi_app, {PREFIX: api})
    pages = app.wsgi_app

    def dispatch(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Leave the bare address to the pages: they know one for people.

        So is what lies elsewhere: the middleware takes what stands before a path without a slash
        for the root of the site, and addresses on it would begin with that.
        """
        path = environ.get("PATH_INFO", "")
        is_inside = path.startswith(f"{PREFIX}/") and path.rstrip("/") != PREFIX
        return (inside if is_inside else pages)(environ, start_response)

    app.wsgi_app = dispatch  # type: ignore[method-assign]


def create_api(services: AppServices) -> APIFlask:
    """The API over a store."""
    api = APIFlask(
        "web.api",
        title="CaCo Rooster",
        version="1",
        spec_path=None,
        docs_path=None,  # a page for people is docs/api.md: this one would load another site's code
        static_folder=None,  # type: ignore[arg-type]  # handed to Flask, which takes None
    )
    api.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        SERVERS=[{"url": PREFIX}],
        AUTO_SERVERS=False,
        AUTO_TAGS=False,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
    )
    api.extensions["services"] = services
    api.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's own provider
    bound_numbers(api)
    request_log.count_with(api, services.events)
    auth.register_auth(api)
    for area in AREAS:
        api.register_blueprint(area)
    write_document(api)
    register_problems(api)
    register_caching(api)
    register_headers(api, is_secure=services.settings.base_url.startswith("https://"))
    return api
