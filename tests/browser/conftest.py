"""A real browser at a real server, over a region with a roster in force.

``enter(Role.PLANNER, "nl", PHONE)`` gives a page of somebody who is signed in. At the end of a test
every page must have been without errors on its console, and without answers of a defect.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

from scheduler.settings import Settings
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD, published_file, site_store  # noqa: F401
from tests.web.serving import serving
from web.app import create_app

if TYPE_CHECKING:
    from data.model.account import Role

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
#: Firefox heeds no ``reduced_motion`` of a context: colours would be read halfway a transition.
STILL = {"ui.prefersReducedMotion": 1}
#: A browser on a busy machine loses a click now and then. What its driver reports is tried once
#: more, and told (R); what a test itself asserts is not, nor what goes wrong twice.
LOST_BY_THE_BROWSER = pytest.mark.flaky(reruns=1, only_rerun=[Error])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of this folder survive a browser that loses a click."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(LOST_BY_THE_BROWSER)


@pytest.fixture(scope="session")
def playwright():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NODE_OPTIONS", f"--require {Path(__file__).with_name('firefox.cjs')}")
        with sync_playwright() as started:
            yield started


@pytest.fixture(scope="session")
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright):
    """The Firefox of the system, by WebDriver BiDi."""
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    browser = playwright.firefox.launch(
        channel="moz-firefox", executable_path=path, firefox_user_prefs=STILL
    )
    yield browser
    browser.close()


@pytest.fixture(params=["chromium", "firefox"])
def browser(request):
    """Both, one after the other: what somebody does is done in each."""
    return request.getfixturevalue(request.param)


def paper_of(page):
    """The page as it is printed; None: Firefox prints for people alone."""
    if page.context.browser.browser_type.name == "firefox":
        return None
    return page.pdf(prefer_css_page_size=True)


@dataclass
class Server:
    """The web application behind the server that the product uses."""

    app: object
    url: str


@pytest.fixture
def moment():
    """What time it is at the server; a test may say another."""
    return [INSIDE]


@pytest.fixture
def server(site_store, moment):  # noqa: F811
    app = create_app(site_store, Settings(), lambda: moment[0])
    with serving(app, threads=4) as port:
        yield Server(app, f"http://127.0.0.1:{port}")


def follow(link):
    """Click on what leads to another page, and wait for that page."""
    with link.page.expect_navigation():
        link.click()


#: A browser notes each answer of this kind; the page says why something cannot be done.
REFUSED = re.compile(r"status of (409|422)")
#: What Firefox calls it when a page is left before what it asked by itself was answered.
LEFT = re.compile(r"^(AbortError: )?The operation was aborted\. ?$")


class Trouble(list):
    """What went wrong in the pages of a test; a form that was refused, and says why, is none."""

    @staticmethod
    def _is_defect(said):
        return said.type == "error" and not REFUSED.search(said.text)

    def watch(self, page):
        page.on("console", lambda said: self._is_defect(said) and self.append(said.text))
        page.on("pageerror", lambda error: LEFT.match(str(error)) or self.append(str(error)))
        page.on("response", lambda answer: answer.status >= 500 and self.append(answer.url))


@pytest.fixture
def enter(browser, server):
    """Sign in as somebody of a role; returns their page."""
    trouble, contexts = Trouble(), []

    def entered(role: Role | None, language: str = "nl", size=DESK):
        context = browser.new_context(
            base_url=server.url,
            locale=LOCALES[language],
            viewport=size,
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        context.set_default_timeout(40_000)
        contexts.append(context)
        page = context.new_page()
        trouble.watch(page)
        if role is not None:
            page.goto("/login")
            page.fill("#login", role.value)
            page.fill("#password", PASSWORD)
            page.click("main button")
            page.wait_for_load_state()
        return page

    yield entered
    for context in contexts:
        context.close()
    assert not trouble


@pytest.fixture(scope="session")
def barriers():
    """What stands in the way of people who do not see or point: by axe, in words."""
    axe = Axe()

    def found(page):
        answer = axe.run(page)
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in answer.response["violations"]
        ]

    return found
