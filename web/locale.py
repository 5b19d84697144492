"""The language of a page: the user's own, then the browser's, then that of the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, g, has_request_context, request
from flask_babel import Babel
from flask_login import current_user

from data.i18n.language import LANGUAGES, Language, language

if TYPE_CHECKING:
    from flask import Flask

_DEFAULT = "CACO_LANGUAGE"
NAMES = {"nl": "Nederlands", "en": "English"}  #: each language in itself
COOKIE = "language"  #: what a browser remembers of somebody who is not signed in


def register_locale(app: Flask) -> None:
    """Let every page know its language."""
    app.config[_DEFAULT] = app.extensions["services"].settings.language
    Babel(app, configure_jinja=False, locale_selector=lambda: current_language().locale)
    app.jinja_env.filters["said"] = lambda sentence: current_language().say(sentence)
    app.jinja_env.globals.update(
        _=_, ngettext=ngettext, current_language=current_language, language_names=NAMES
    )


def current_language() -> Language:
    """The language of this page."""
    if not has_request_context():
        return language(current_app.config[_DEFAULT])
    found: Language | None = g.get("language")
    if found is None:
        found = g.language = language(_chosen())
    return found


def speak_now(code: str) -> None:
    """Answer this request in another language, if it is one of ours: for what others will read."""
    if code in LANGUAGES:
        g.language = language(code)


def _(sentence: str) -> str:
    """A sentence in the language of this page."""
    return current_language().gettext(sentence)


def ngettext(one: str, many: str, number: int) -> str:
    """The sentence that fits a count, in the language of this page."""
    return current_language().ngettext(one, many, number)


def _chosen() -> str:
    if current_user and current_user.is_authenticated and current_user.account.language:
        return str(current_user.account.language)
    default = str(current_app.config[_DEFAULT])
    known = request.cookies.get(COOKIE, "")
    if known in LANGUAGES:
        return known
    return request.accept_languages.best_match(LANGUAGES, default) or default
