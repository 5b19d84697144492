"""The region of the store's tests, in which CaCos need a declaration of their employer."""

from __future__ import annotations

from tests.support.region import INSIDE, import_texts, texts

DECLARATION = {
    "id": "verklaring",
    "name": "Verklaring van de werkgever",
    "functions": "CACO",
    "kind": "declaration",
    "months": "24",
    "from": "2026-12-01",
}
CACOS = tuple(row["person"] for row in texts()["competences"] if row["function"] == "CACO")
LAPSING, LAST_DAY = "p007", "2027-01-10"  #: two days after `INSIDE`, with duties beyond it


def evidence(person, day="2025-06-01", **more):
    return {
        "person": person,
        "requirement": "verklaring",
        "date": day,
        "declared_by": "A. Chef",
        "employer": "Politie",
        **more,
    }


def add_register(store, who="planner", now=INSIDE):
    """Import it: everybody has shown it, `LAPSING` two years ago."""
    rows = [evidence(one, "2025-01-11" if one == LAPSING else "2025-06-01") for one in CACOS]
    return import_texts(store, {"requirements": [DECLARATION], "evidence": rows}, who, now)
