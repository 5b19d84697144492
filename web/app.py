"""Makes the web application: one place where each area is added."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect

from data.model.errors import InputError
from scheduler.accounts.secret import secrets_of
from web import answers, feeds, health, locale, request_log
from web.access import guard, oidc, sessions, signing_in
from web.account import views as account
from web.admin import views as admin
from web.api.application import add_api
from web.app_services import AppServices
from web.audit import views as audit
from web.board import views as board
from web.gaps import views as gaps
from web.messages import views as messages
from web.mine import views as mine
from web.people import views as people
from web.plan import views as plan
from web.publish import views as publish
from web.reports import views as reports
from web.requests import views as requests
from web.rosters import views as rosters
from web.shared import (
    addresses,
    assets,
    error_handlers,
    headers,
    kinds,
    navigation,
    telephone,
    times,
)

if TYPE_CHECKING:
    from data.store.opening import Store
    from scheduler.settings import Settings
    from web.app_services import Clock

LOG = logging.getLogger(__name__)
MOST_BYTES = 32 * 1024 * 1024  #: of one request

#: An area adds its blueprint here, and nowhere else.
AREAS = (
    signing_in.area,
    board.area,
    messages.area,
    reports.area,
    plan.area,
    publish.area,
    oidc.area,
    account.area,
    audit.area,
    admin.area,
    mine.area,
    requests.area,
    people.area,
    rosters.area,
    gaps.area,
)
#: Areas that know their readers by the secret in an address, and keep no session.
WITHOUT_SESSION = (feeds.area, answers.area, health.area)


def create_app(store: Store, settings: Settings, clock: Clock) -> Flask:
    """The web application over a store.

    Parameters
    ----------
    clock
        Says what time it is, UTC.
    """
    site = AppServices(store, settings, clock)
    app = Flask(
        "web",
        static_folder=None,
        static_url_path="/static",
        template_folder="templates",
        root_path=str(assets.WEB),
    )
    _configure(app, site)
    addresses.bound_numbers(app)
    guard.refuse_nameless_fields(app)
    protection = CSRFProtect(app)
    locale.speak(app, site)
    times.show_times(app)
    kinds.show_kinds(app)
    telephone.show_numbers(app)
    navigation.show_menu(app)
    signing_in.keep_visitors(app, site)
    guard.guard(app)
    app.register_blueprint(assets.area(app))
    for area in AREAS:
        app.register_blueprint(area(site))
    alone = [area(site) for area in WITHOUT_SESSION]
    for blueprint in alone:
        protection.exempt(blueprint)
        app.register_blueprint(blueprint)
    app.session_interface = sessions.Sessions({blueprint.name for blueprint in alone})
    error_handlers.tell(app)
    request_log.count_with(app, site.events)
    headers.tell_browsers(app, is_secure=settings.base_url.startswith("https://"))
    add_api(app, site)
    request_log.keep(app)
    return app


def _configure(app: Flask, site: AppServices) -> None:
    is_secure = site.settings.base_url.startswith("https://")
    keys = _session_keys(site)
    app.config.update(
        SECRET_KEY=keys[0],
        SECRET_KEY_FALLBACKS=keys[1:],
        PERMANENT_SESSION_LIFETIME=sessions.LIFETIME,
        SESSION_COOKIE_NAME="__Host-caco" if is_secure else "caco",
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=is_secure,
    )
    Bootstrap5(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _session_keys(site: AppServices) -> list[str]:
    """Keys of sessions: the first one signs, the others are of secrets before it."""
    try:
        return [f"session:{one}" for one in secrets_of(site.store, site.settings)]
    except InputError as error:
        LOG.warning("%s: whoever signs in must do so again after a restart", error)
        return [secrets.token_urlsafe(32)]
