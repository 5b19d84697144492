"""The page on which people sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template

from data.i18n.language import LANGUAGES
from data.store import accounts
from web.locale import say, speech

if TYPE_CHECKING:
    from web.app_services import AppServices


def sign_in_form(site: AppServices, wanted: str, **shown: str) -> str:
    """The page, with what went wrong and what was typed.

    Parameters
    ----------
    wanted
        Where to go afterwards.
    """
    with site.store.reading() as connection:
        is_new = not accounts.accounts(connection)
    has_provider = "oidc.go" in current_app.view_functions
    label = site.settings.oidc_label or say("Sign in with your organisation")
    return render_template(
        "access/login.html",
        next=wanted,
        is_new=is_new,
        elsewhere=label if has_provider else "",
        others=[code for code in LANGUAGES if code != speech().code],
        **shown,
    )
