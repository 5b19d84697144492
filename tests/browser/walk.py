"""A walk along the pages in a real browser: how they are reached, one login after the other.

What looks at every page goes this way: the pictures, the barriers, the first paints.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from playwright.sync_api import Browser, TimeoutError, sync_playwright

from data.store.opening import Store, store_url
from scheduler.service import demonstration
from scheduler.settings import Settings
from tests.browser.conftest import FLAGS, LOCALES
from tests.browser.regions import REGIONS
from tests.web.serving import serving
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.screenshots import Shot

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Site:
    """A region that is served.

    Parameters
    ----------
    values
        What stands in the addresses of its pages, by the name of its part; and its password.
    """

    app: Any
    url: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Walk:
    """A browser, and the regions that it visits."""

    browser: Browser
    sites: Mapping[str, Site]

    def visits(
        self,
        shots: Iterable[Shot],
        language: str,
        size: Mapping[str, int],
        scheme: Scheme = "light",
    ) -> Iterator[tuple[Page, list[Shot]]]:
        """Sign in as each who looks; yield their page, and what they look at."""
        wanted = list(shots)
        for region, login in dict.fromkeys((one.region, one.login) for one in wanted):
            page = self._entered(
                self.sites[region],
                login,
                locale=LOCALES[language],
                viewport={"width": size["width"], "height": size["height"]},
                color_scheme=scheme,
            )
            yield page, [one for one in wanted if (one.region, one.login) == (region, login)]
            page.context.close()

    def _entered(self, site: Site, login: str, **look: Any) -> Page:
        """A page of somebody who is signed in, or of nobody."""
        context = self.browser.new_context(
            base_url=site.url,
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
            service_workers="block",
            **look,
        )
        page = context.new_page()
        if login:
            page.goto("/login")
            page.fill("#login", login)
            page.fill("#password", site.values["password"])
            page.click("main button.btn-primary")
            page.wait_for_load_state()
        return page

    def go(self, page: Page, shot: Shot) -> int | None:
        """Open the page of a shot, until it asks for nothing more; returns its status.

        Raises
        ------
        TimeoutError
            The link that leads to it is not there.
        """
        if shot.follow:
            with page.expect_navigation(timeout=10_000) as there:
                page.locator(shot.follow).first.click(timeout=10_000)
            answer = there.value
        else:
            answer = page.goto(self._address(shot))
        with suppress(TimeoutError):  # of a page that asks again and again
            page.wait_for_load_state("networkidle", timeout=10_000)
        return answer.status if answer else None

    def _address(self, shot: Shot) -> str:
        site = self.sites[shot.region]
        own = {name: site.values.get(str(value), value) for name, value in shot.values.items()}
        parts = site.app.url_map._rules_by_endpoint[shot.endpoint][0].arguments
        filled = {name: own.get(name, site.values.get(name)) for name in parts}
        address = site.app.url_map.bind("127.0.0.1").build(shot.endpoint, filled)
        return address + shot.query.format(**site.values)


@contextmanager
def walking(folder: Path) -> Iterator[Walk]:
    """Make the regions in a folder, if they are not there yet; serve them, and start a browser."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["CACO_CHANNEL_MAIL"] = f"folder://localhost{folder.resolve()}/outbox?to={{to}}"
    with ExitStack() as opened:
        sites = {}
        for name, region in REGIONS.items():
            path = folder / f"{name}.db"
            password = demonstration.password_of(path.with_name(f"{path.name}-password"))
            store = Store(store_url(f"sqlite:///{path}"))
            region.make(store, password)
            values = {**region.known(store), "password": password}
            app = create_app(store, Settings(), lambda: datetime.now(UTC))
            port = opened.enter_context(serving(app, threads=4))
            sites[name] = Site(app, f"http://127.0.0.1:{port}", values)
        playwright = opened.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        opened.callback(browser.close)
        yield Walk(browser, sites)
