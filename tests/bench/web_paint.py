"""Weigh the first visit of pages, and time their first paint, in a real browser.

    python -m tests.bench.web_paint [--store FILE] [--rounds 5] [NAME ...]

The pages of `tests.browser.screenshots`, of the demonstration region, which is planned and signed
first if the store is not there yet. A first visit has an empty cache; what it weighs is what came
over the wire, heads included, as the browser counts it. A warm paint is the first contentful paint
after the click, of a page whose styles and scripts the browser has: the least of some rounds, since
the server, the browser and whatever else the machine does share its cores.
"""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from data.store.opening import Store, store_url
from scheduler.service import demonstration
from scheduler.settings import Settings
from tests.browser.conftest import DESK, FLAGS
from tests.browser.screenshots import SHOTS, go, known, make_store
from tests.web.serving import serving
from web.app import create_app

HEAVIEST = 150_000  #: bytes of a first visit
SLOWEST = 200.0  #: milliseconds to the first paint of a page that was seen before
FIRST_PAGES = ("login", "board", "mine")
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
TIMED = "(([t]) => t.responseEnd)(performance.getEntriesByType('navigation'))"


def main() -> None:
    """Measure, and print a table of Markdown."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--store", type=Path, default=Path("build/screenshots/caco.db"))
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("names", nargs="*")
    options = asked.parse_args()
    options.store.parent.mkdir(parents=True, exist_ok=True)
    outbox = options.store.parent.resolve() / "outbox"
    os.environ["CACO_CHANNEL_MAIL"] = f"folder://localhost{outbox}?to={{to}}"
    make_store(options.store)
    store = Store(store_url(f"sqlite:///{options.store}"))
    password = demonstration.password_of(options.store.with_name(f"{options.store.name}-password"))
    values = known(store) | {"password": password}
    app = create_app(store, Settings(), lambda: datetime.now(UTC))
    shots = [s for s in SHOTS if not s.follow and (not options.names or s.name in options.names)]
    with serving(app, threads=4) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        at = f"http://127.0.0.1:{port}"
        print("| page | first visit, kB | warm paint, ms | of which the server |")
        print("| --- | --- | --- | --- |")
        for login in dict.fromkeys(shot.login for shot in shots):
            page = _entered(browser, at, login, values)
            for shot in (one for one in shots if one.login == login):
                weight = _weigh(page, app, shot, values)
                times = [_paint(page, app, shot, values) for _ in range(options.rounds)]
                paint, served = (min(one) for one in zip(*times, strict=True))
                marks = ["**"[: 2 * (paint > SLOWEST)], "**"[: 2 * (weight > HEAVIEST)]]
                print(
                    f"| {shot.name} | {marks[1]}{weight / 1000:.0f}{marks[1]}"
                    f" | {marks[0]}{paint:.0f}{marks[0]} | {served:.0f} |",
                    flush=True,
                )
            page.context.close()
        browser.close()


def _entered(browser, at: str, login: str, values):
    """A page of somebody who is signed in, or of nobody."""
    how = {"locale": "nl-NL", "viewport": DESK, "service_workers": "block"}
    page = browser.new_context(base_url=at, **how).new_page()
    if login:
        page.goto("/login")
        page.fill("#login", login)
        page.fill("#password", values["password"])
        page.click("main button.btn-primary")
        page.wait_for_load_state()
    return page


def _weigh(page, app, shot, values) -> int:
    """Bytes over the wire of a page and all that it loads, with an empty cache."""
    channel = page.context.new_cdp_session(page)
    channel.send("Network.enable")
    channel.send("Network.clearBrowserCache")
    weights: list[int] = []
    channel.on("Network.loadingFinished", lambda said: weights.append(said["encodedDataLength"]))
    go(page, app, shot, values)
    page.wait_for_load_state("networkidle")
    channel.detach()
    return sum(weights)


def _paint(page, app, shot, values) -> tuple[float, float]:
    """Milliseconds to the first paint, and to the last byte of the page."""
    go(page, app, shot, values)
    while (painted := page.evaluate(PAINTED)) is None:
        page.wait_for_timeout(10)
    return painted, page.evaluate(TIMED)


if __name__ == "__main__":
    main()
