"""Weigh the first visit of pages, and time their first paint, in a real browser.

    python -m tests.bench.web_paint [--regions DIR] [--rounds 5] [NAME ...]

The pages of `tests.browser.screenshots`, of the demonstration region, which is planned and signed
first if the store is not there yet. A first visit has an empty cache; what it weighs is what came
over the wire, heads included, as the browser counts it. A warm paint is the first contentful paint
after the click, of a page whose styles and scripts the browser has: the least of some rounds, since
the server, the browser and whatever else the machine does share its cores. What others do is not in
the processor time: of the thread that answers, and of the browser's thread until the page is still.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tests.browser.conftest import DESK
from tests.browser.screenshots import SHOTS
from tests.browser.walk import walking

HEAVIEST = 150_000  #: bytes of a first visit
SLOWEST = 200.0  #: milliseconds to the first paint of a page that was seen before
FIRST_PAGES = ("login", "board", "mine")
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
TIMED = "(([t]) => t.responseEnd)(performance.getEntriesByType('navigation'))"


def main() -> None:
    """Measure, and print a table of Markdown."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--regions", type=Path, default=Path("build/screenshots"))
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("names", nargs="*")
    options = asked.parse_args()
    shots = [s for s in SHOTS if not s.follow and (not options.names or s.name in options.names)]
    print("| page | first visit, kB | warm paint, ms | server | processor: server | page |")
    print("| --- | --- | --- | --- | --- | --- |")
    with walking(options.regions) as walk:
        answered = list[float]()
        for site in walk.sites.values():
            _time(site.app, answered)
        for page, seen in walk.visits(shots, "nl", DESK):
            for shot in seen:
                weight = _weigh(page, walk, shot)
                times = [_paint(page, walk, shot, answered) for _ in range(options.rounds)]
                paint, served, worked, drawn = (min(one) for one in zip(*times, strict=True))
                marks = ["**"[: 2 * (paint > SLOWEST)], "**"[: 2 * (weight > HEAVIEST)]]
                print(
                    f"| {shot.name} | {marks[1]}{weight / 1000:.0f}{marks[1]}"
                    f" | {marks[0]}{paint:.0f}{marks[0]} | {served:.0f}"
                    f" | {worked:.0f} | {drawn:.0f} |",
                    flush=True,
                )


def _weigh(page, walk, shot) -> int:
    """Bytes over the wire of a page and all that it loads, with an empty cache."""
    channel = page.context.new_cdp_session(page)
    channel.send("Network.enable")
    channel.send("Network.clearBrowserCache")
    weights: list[int] = []
    channel.on("Network.loadingFinished", lambda said: weights.append(said["encodedDataLength"]))
    walk.go(page, shot)
    channel.detach()
    return sum(weights)


def _time(app, found) -> None:
    """Keep of each answer from now on the milliseconds of the processor that it took."""
    answer = app.wsgi_app

    def timed(environ, start_response):
        began = time.thread_time()
        try:
            return answer(environ, start_response)
        finally:
            found.append((time.thread_time() - began) * 1000)

    app.wsgi_app = timed


def _paint(page, walk, shot, answered) -> tuple[float, float, float, float]:
    """Milliseconds to the first paint and the last byte; of the processor: server, and page."""
    channel = page.context.new_cdp_session(page)
    channel.send("Performance.enable", {"timeDomain": "threadTicks"})
    answered.clear()
    walk.go(page, shot)
    while (painted := page.evaluate(PAINTED)) is None:
        page.wait_for_timeout(10)
    page.wait_for_load_state("networkidle")
    known = {one["name"]: one["value"] for one in channel.send("Performance.getMetrics")["metrics"]}
    channel.detach()
    return painted, page.evaluate(TIMED), max(answered), known["TaskDuration"] * 1000


if __name__ == "__main__":
    main()
