"""Makes the web application: one place where each area is added."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf import CSRFProtect

from data.model.errors import InputError
from scheduler.accounts.secret import secrets_of
from scheduler.accounts.sign_in import provider_of
from web import (
    account,
    accountability,
    answers,
    declarations,
    demand,
    feeds,
    health,
    invitations,
    locale,
    phone,
    proposals,
    relief,
    request_log,
    requests,
    takeovers,
)
from web.access import guard, oidc_views, regions, sign_in_views
from web.admin import (
    access_views,
    base_roster_views,
    design_views,
    post_views,
    review_views,
    rule_views,
)
from web.admin import invitation_views as invitation_list_views
from web.api.application import register_api
from web.app_services import AppServices
from web.audit import views as audit_views
from web.board import views as board_views
from web.call_outs import views as call_out_views
from web.exercises import date_views
from web.exercises import views as exercise_views
from web.gaps import call_views
from web.gaps import views as gap_views
from web.help import views as help_views
from web.improvement import assessment_views, finding_views
from web.messages import views as message_views
from web.mine import action_views as own_action_views
from web.mine import (
    duty_views,
    exchange_views,
    feed_views,
    illness_views,
    pledge_views,
    request_views,
)
from web.mine import exercise_views as own_exercise_views
from web.mine import learning_views as own_learning_views
from web.people import (
    declare_views,
    import_views,
    learning_views,
    matrix_views,
    partner_views,
    person_views,
)
from web.plan import views as plan_views
from web.pools import views as pool_views
from web.publish import views as publish_views
from web.records import person_views as colleague_views
from web.records import row_views
from web.reports import signed_views
from web.reports import views as report_views
from web.rosters import (
    calendar_views,
    compare_views,
    edit_views,
    grid_views,
    list_views,
    quality_views,
    rebase_views,
)
from web.shared import (
    assets,
    badges,
    books,
    display,
    errors,
    navigation,
    responses,
    rule_values,
    typed,
)
from web.what_if import views as what_if_views

if TYPE_CHECKING:
    from data.store.opening import Store
    from scheduler.settings import Settings
    from web.app_services import Clock

LOG = logging.getLogger(__name__)
MOST_BYTES = 32 * 1024 * 1024  #: of one request

#: The modules with pages; those of one area share its blueprint.
VIEWS = (
    badges,
    typed,
    help_views,
    sign_in_views,
    invitations,
    board_views,
    message_views,
    report_views,
    signed_views,
    accountability,
    call_out_views,
    finding_views,
    assessment_views,
    plan_views,
    publish_views,
    account,
    phone,
    audit_views,
    *(access_views, invitation_list_views, base_roster_views, design_views),
    *(post_views, rule_views, review_views),
    *(duty_views, exchange_views, feed_views, illness_views, pledge_views, request_views),
    own_action_views,
    own_exercise_views,
    own_learning_views,
    demand,
    pool_views,
    requests,
    proposals,
    takeovers,
    what_if_views,
    relief,
    exercise_views,
    date_views,
    partner_views,
    *(declare_views, import_views, learning_views, matrix_views, person_views),
    *(
        calendar_views,
        compare_views,
        edit_views,
        grid_views,
        list_views,
        quality_views,
        rebase_views,
    ),
    *(colleague_views, row_views),
    *(gap_views, call_views),
)
#: What keeps no session: the same for all, or for who knows the secret in an address.
WITHOUT_SESSION = (assets.pages, feeds.pages, answers.pages, declarations.pages, health.pages)


def create_app(store: Store, settings: Settings, clock: Clock) -> Flask:
    """The web application over a store; what stands behind it is ``app.extensions["services"]``.

    Parameters
    ----------
    clock
        Says what time it is, UTC.
    """
    app = Flask(
        "web",
        static_folder=None,
        static_url_path="/static",
        template_folder="templates",
        root_path=str(assets.WEB),
    )
    services = app.extensions["services"] = AppServices(store, settings, clock)
    _configure(app, services)
    responses.bound_numbers(app)
    guard.refuse_nameless_fields(app)
    protection = CSRFProtect(app)
    locale.register_locale(app)
    display.register_times(app)
    books.register_books(app)
    display.register_kinds(app)
    display.register_telephone(app)
    rule_values.register_rule_values(app)
    typed.register_typed(app)
    navigation.register_menu(app)
    help_views.register_help(app)
    sign_in_views.register_visitors(app)
    phone.register_phone(app)
    guard.register_guard(app)
    regions.register_regions(app)
    for pages in dict.fromkeys(module.pages for module in VIEWS):
        app.register_blueprint(pages)
    provider = provider_of(settings)
    if provider is not None:
        oidc_views.register_provider(app, provider)
    for pages in WITHOUT_SESSION:
        protection.exempt(pages)
        app.register_blueprint(pages)
    app.session_interface = guard.Sessions({pages.name for pages in WITHOUT_SESSION})
    errors.register_error_handlers(app)
    request_log.count_with(app, services.events)
    assets.register_compression(app)
    responses.register_headers(app, is_secure=settings.base_url.startswith("https://"))
    register_api(app, services)
    request_log.register_request_log(app)
    guard.check_all_routes(app)
    return app


def _configure(app: Flask, services: AppServices) -> None:
    is_secure = services.settings.base_url.startswith("https://")
    keys = _session_keys(services)
    app.config.update(
        SECRET_KEY=keys[0],
        SECRET_KEY_FALLBACKS=keys[1:],
        PERMANENT_SESSION_LIFETIME=guard.LIFETIME,
        SESSION_COOKIE_NAME="__Host-caco" if is_secure else "caco",
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=is_secure,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _session_keys(services: AppServices) -> list[str]:
    """Keys of sessions: the first one signs, the others are of secrets before it."""
    try:
        return [f"session:{one}" for one in secrets_of(services.store, services.settings)]
    except InputError as error:
        LOG.warning("%s: whoever signs in must do so again after a restart", error)
        return [secrets.token_urlsafe(32)]
