"""Who may see what: every address, as every role and as nobody."""

import pytest

from data.model.account import Role
from web.access.guard import required

STRANGERS_MAY = {
    "access.choose_language",
    "access.code_page",
    "access.door",
    "access.enter",
    "access.enter_code",
    "access.leave",
    "access.sign_in_page",
    "answers.answer",
    "answers.show",
    "assets.library",
    "assets.own",
    "board.confirm_on_wall",  # asks for a token of its own
    "board.wall",  # asks for a token of its own
    "declarations.answer",  # these three know their reader by the link
    "declarations.give",
    "declarations.show",
    "feeds.calendar",
    "health.healthz",
    "health.metrics",
    "health.readyz",
    "help.api",
    "help.api_root",
    "help.docs",
    "invitations.accept",  # these three know their reader by the link
    "invitations.accept_at_provider",
    "invitations.invitation",
    "phone.manifest",
    "phone.service_worker",
    "typed.said_back",
}


def test_every_page_says_whom_it_is_for(app):
    for rule in app.url_map.iter_rules():
        required(app, rule.endpoint)


def test_strangers_see_only_what_was_meant_for_them(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    open_ones = {e for e in endpoints if required(app, e) is None and not e.endswith(".static")}
    assert open_ones == STRANGERS_MAY


def test_whoever_is_not_signed_in_is_asked_to(visit):
    answer = visit().get("/now")
    assert (answer.status_code, answer.location) == (302, "/login?next=%2Fnow")


@pytest.mark.parametrize("role", Role)
def test_everybody_with_an_account_sees_the_board(visit, role):
    assert visit(role).get("/now").status_code == 200
