"""What stands in the way of people who do not see or point, on every page: ``make barriers``.

    python -m tests.browser.barriers [--regions DIR] [--variant 360-nl ...] [NAME ...]

The pages of `tests.browser.screenshots` in eight variants: widths of 360 to 1920, in Dutch and
English, light and dark. Each is looked at by axe with all its rules, those of good practice too,
and for a page that is not reached or scrolls sideways. Ends with 1 where there is something.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.screenshots import SHOTS
from tests.browser.walk import walking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.screenshots import Shot
    from tests.browser.walk import Scheme, Walk


class Variant(NamedTuple):
    """How somebody looks."""

    width: int
    language: str
    scheme: Scheme = "light"

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
KNOWN = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": KNOWN, "resultTypes": ["violations"]}
#: A table that scrolls within the page does not make the page wider.
WIDER = "document.scrollingElement.scrollWidth > window.innerWidth"
MISSING = {"no-page": 404}


def main() -> int:
    """Walk; print each barrier once with the places where it stands."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--regions", type=Path, default=Path("build/screenshots"))
    asked.add_argument("--variant", action="append", default=[])
    asked.add_argument("names", nargs="*")
    options = asked.parse_args()
    shots = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    found: defaultdict[str, list[str]] = defaultdict(list)
    with walking(options.regions) as walk:
        axe = Axe()
        for variant in VARIANTS:
            if options.variant and str(variant) not in options.variant:
                continue
            size = {"width": variant.width, "height": 900}
            pages = barriers = 0
            for page, seen in walk.visits(shots, variant.language, size, variant.scheme):
                for shot in seen:
                    pages += 1
                    for said in _barriers(axe, page, walk, shot):
                        if not found[said]:
                            print(f"{shot.name} {variant}: {said}", flush=True)
                        found[said].append(f"{shot.name} {variant}")
                        barriers += 1
            print(f"{variant}: {pages} pages, {barriers} barriers", flush=True)
    for barrier, places in sorted(found.items()):
        print(f"{barrier}\n    {', '.join(places)}")
    return 1 if found else 0


def _barriers(axe: Axe, page: Page, walk: Walk, shot: Shot) -> Iterator[str]:
    """What is wrong with one page, in words."""
    try:
        status = walk.go(page, shot)
    except TooLate:
        yield "not reached"
        return
    if status != MISSING.get(shot.name, 200):
        yield f"answers {status}"
    for one in axe.run(page, options=RULES).response["violations"]:
        for node in one["nodes"]:
            yield f"{one['id']} ({one['impact']}): {node['html'][:140]}"
    if page.evaluate(WIDER):
        yield "wider than the screen"


if __name__ == "__main__":
    sys.exit(main())
