"""What stands in the way of people who do not see or point, on every page: ``make barriers``.

    python -m tests.browser.barriers [--store FILE] [--variant 360-nl ...] [NAME ...]

The pages of `tests.browser.screenshots` in eight variants: widths of 360 to 1920, in Dutch and
English, light and dark. Each is looked at by axe with all its rules, those of good practice too,
and for a page that is wider than its screen. Ends with 1 where there is something.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import sync_playwright

from data.store.opening import Store, store_url
from scheduler.service import demonstration
from scheduler.settings import Settings
from tests.browser.conftest import FLAGS, LOCALES
from tests.browser.screenshots import SHOTS, go, known, make_store
from tests.web.serving import serving
from web.app import create_app


class Variant(NamedTuple):
    """How somebody looks."""

    width: int
    language: str
    scheme: str = "light"

    def __str__(self) -> str:
        """As it is named on the command line."""
        return f"{self.width}-{self.language}{'-dark' if self.scheme == 'dark' else ''}"


VARIANTS = (
    Variant(360, "nl"),
    Variant(390, "en", "dark"),
    Variant(768, "nl", "dark"),
    Variant(1024, "en"),
    Variant(1440, "nl"),
    Variant(1440, "en", "dark"),
    Variant(1920, "nl", "dark"),
    Variant(1920, "en"),
)
#: All that axe knows but what is still tried out, and contrast beyond AA.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDER = "document.documentElement.scrollWidth > window.innerWidth"


def main() -> int:
    """Walk; print each barrier once with the places where it stands."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--store", type=Path, default=Path("build/screenshots/caco.db"))
    asked.add_argument("--variant", action="append", default=[])
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
    shots = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    found: dict[str, list[str]] = {}
    with serving(app, threads=4) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for variant in VARIANTS:
            if not options.variant or str(variant) in options.variant:
                at = f"http://127.0.0.1:{port}"
                looked = _look(browser, at, variant, app, shots, values, found)
                print(f"{variant}: {looked} pages", flush=True)
        browser.close()
    for barrier, places in sorted(found.items()):
        print(f"{barrier}\n    {', '.join(places)}")
    print(f"{len(found)} barriers")
    return 1 if found else 0


def _look(browser, at, variant, app, shots, values, found) -> int:
    """Look at all pages in one variant; returns how many there were."""
    axe, looked = Axe(), 0
    for login in dict.fromkeys(shot.login for shot in shots):
        context = browser.new_context(
            base_url=at,
            locale=LOCALES[variant.language],
            viewport={"width": variant.width, "height": 900},
            color_scheme=variant.scheme,
            reduced_motion="reduce",
        )
        page = context.new_page()
        if login:
            page.goto("/login")
            page.fill("#login", login)
            page.fill("#password", values["password"])
            page.click("main button.btn-primary")
            page.wait_for_load_state()
        for shot in (one for one in shots if one.login == login):
            place = f"{shot.name} {variant}"
            try:
                go(page, app, shot, values)
                page.wait_for_load_state("networkidle", timeout=10_000)
            except TooLate:
                if shot.follow:
                    print(f"{place}: not reached", flush=True)
                    continue
            looked += 1
            for one in axe.run(page, options=RULES).response["violations"]:
                for node in one["nodes"]:
                    said = f"{one['id']} ({one['impact']}): {node['html'][:140]}"
                    found.setdefault(said, []).append(place)
            if page.evaluate(WIDER):
                found.setdefault("wider than the screen", []).append(place)
        context.close()
    return looked


if __name__ == "__main__":
    sys.exit(main())
