"""Assessments, findings and actions of the demonstration region.

The three tables of assessments are those of the regions' note: operational performance of both
regions, cooperation of Gooi en Vechtstreek, and competence of Flevoland, in its order and words.
Everything else is invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.demo.sheets import Row, Tables

OK, IMPROVE, RISKY, NONE = "in_order", "to_be_improved", "risky", "no_data"
PERFORMANCE = "Operationele prestaties"
COOPERATION = "Samenwerking"
COMPETENCE = "Vakbekwaamheid"
ASSESSED = "2020-06-30"
INSPECTORATE = "Inspectie Justitie en Veiligheid"

#: Part, point, region, mark, code of the finding, reason; in the order of the note.
ASSESSMENTS = (
    (PERFORMANCE, "Alarmering", "FL", IMPROVE, "caco", ""),
    (PERFORMANCE, "Alarmering", "GV", IMPROVE, "caco", ""),
    (PERFORMANCE, "Leiding en coördinatie", "FL", OK, "", ""),
    (PERFORMANCE, "Leiding en coördinatie", "GV", OK, "", ""),
    (PERFORMANCE, "Informatiemanagement", "FL", IMPROVE, "ic-bt", ""),
    (PERFORMANCE, "Informatiemanagement", "GV", OK, "", ""),
    (PERFORMANCE, "Crisiscommunicatie", "FL", OK, "", ""),
    (PERFORMANCE, "Crisiscommunicatie", "GV", OK, "", ""),
    (PERFORMANCE, "Nafase", "FL", IMPROVE, "nafase", ""),
    (PERFORMANCE, "Nafase", "GV", IMPROVE, "nafase", ""),
    (
        COOPERATION, "Risico's", "GV", IMPROVE, "",
        "Loopt mee in het regionale risicoprofiel, dat het bestuur al volgt",
    ),
    (COOPERATION, "Voorbereiding", "GV", OK, "", ""),
    (COOPERATION, "Uitvoering", "GV", NONE, "", ""),
    (COOPERATION, "Verantwoorden, leren en bijstellen", "GV", IMPROVE, "partners", ""),
    (COMPETENCE, "Voorbereiding", "FL", OK, "", ""),
    (COMPETENCE, "Werving", "FL", IMPROVE, "werving", ""),
    (COMPETENCE, "Ontwikkeling", "FL", IMPROVE, "register", ""),
    (COMPETENCE, "Reflectie", "FL", IMPROVE, "register", ""),
    (COMPETENCE, "Bijstellen", "FL", RISKY, "pdca", ""),
)  # fmt: skip

_NAFASE, _CACO = "Overdracht nafase", "CaCo 24/7"
#: Code, found on, origin, theme, regions, what was found, and what else is known.
_FINDINGS: tuple[tuple[str, str, str, str, str, str, dict[str, str]], ...] = (
    (
        "caco", ASSESSED, "inspectorate", _CACO, "FL;GV",
        "De functie CaCo is niet dag en nacht geborgd", {"function": "CACO"},
    ),
    (
        "ic-bt", ASSESSED, "inspectorate", "IC in het beleidsteam", "FL",
        "Door vrije instroom is de IC in het beleidsteam niet volledig geborgd",
        {"function": "IC-BT"},
    ),
    (
        "nafase", ASSESSED, "inspectorate", _NAFASE, "FL;GV",
        "De overdracht naar de nafase is niet geborgd in plannen en oefeningen", {},
    ),
    (
        "partners", ASSESSED, "inspectorate", "Leren met partners", "GV",
        "Uitkomsten van evaluaties zijn richting partners beperkt geborgd",
        {"partner": "GGD Flevoland"},
    ),
    (
        "werving", ASSESSED, "inspectorate", "Werving", "FL",
        "Werving van sleutelfunctionarissen gebeurt niet centraal", {},
    ),
    (
        "register", ASSESSED, "inspectorate", "Zicht op vakbekwaamheid", "FL",
        "Er is geen overzicht van de vakbekwaamheid van alle functionarissen", {},
    ),
    (
        "pdca", ASSESSED, "inspectorate", "Verbeterpunten volgen", "FL",
        "Verbeterpunten worden per team gebundeld, en niet gevolgd tot ze zijn geborgd", {},
    ),
    (
        "systeemtest-2018", "2018-11-22", "exercise", _NAFASE, "FL;GV",
        "Afspraken over de overdracht zijn na de systeemtest nauwelijks opgevolgd",
        {"report": "Systeemtest 2018"},
    ),
    (
        "kwaliteit-2019", "2019-05-14", "study", _NAFASE, "FL;GV",
        "Wie de nafase leidt, staat niet in elk plan", {"report": "Kwaliteitsmeting 2019"},
    ),
    (
        "visitatie-2024", "2024-03-12", "peer_audit", _CACO, "FL;GV",
        "De flexpool hangt op enkele mensen", {"report": "Visitatie 2024", "function": "CACO"},
    ),
    (
        "visitatie-im", "2024-03-12", "peer_audit", "Zicht op vakbekwaamheid", "FL;GV",
        "Verklaringen van werkgevers komen te laat", {"report": "Visitatie 2024"},
    ),
    (
        "oefening-2026", "2026-08-28", "exercise", _NAFASE, "FL",
        "De gemeente hoorde pas de volgende dag wie de nafase leidt",
        {"report": "Oefening Kabel", "partner": "Gemeente Almere"},
    ),
    (
        "nachten-2026", "2026-10-05", "coverage", _CACO, "FL;GV",
        "Drie nachten in september bleven open na een ziekmelding", {"function": "CACO"},
    ),
)  # fmt: skip
#: Code, finding, what, due, and who owns it; done on and what was said, if it is done.
_ACTIONS: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    (
        "caco-1", "caco", "Rooster met bewezen dekking, en een flexpool van tien",
        "2027-03-01", {"owner_login": "planner"},
    ),
    (
        "ic-bt-1", "ic-bt", "Vrije instroom omzetten in piket, samen met Gooi en Vechtstreek",
        "2027-04-01", {"owner_login": "planner"},
    ),
    (
        "nafase-1", "nafase", "Overdracht naar de nafase in elke oefencyclus opnemen",
        "2027-01-08", {"owner": "lepelaar"},
    ),
    (
        "partners-1", "partners", "Acties per kwartaal delen, en teruglezen wat ermee is gedaan",
        "2027-02-15", {"partner": "GGD Flevoland"},
    ),
    (
        "werving-1", "werving", "Werving van OL, LCOPI, CaCo en IM via het Veiligheidsbureau",
        "2027-06-01", {"owner_login": "planner"},
    ),
    (
        "register-1", "register", "Elke verklaring in het register, met een einddatum",
        "2027-05-01", {"owner_login": "duty"},
    ),
    (
        "pdca-1", "pdca", "Eén lijst van bevindingen, elk kwartaal besproken",
        "2026-12-18", {"owner_login": "duty"},
    ),
    (
        "systeemtest-1", "systeemtest-2018", "Wie de nafase leidt in de plannen opnemen",
        "2019-06-01", {
            "owner_login": "duty", "done_on": "2019-05-20",
            "remark": "Opgenomen in drie van de vijf plannen",
        },
    ),
    (
        "visitatie-1", "visitatie-2024", "Vier mensen erbij opleiden", "2025-06-01",
        {"owner_login": "duty", "done_on": "2025-04-30", "remark": "Vier zijn startbekwaam"},
    ),
    (
        "visitatie-im-1", "visitatie-im", "Werkgevers een maand vooraf vragen", "2026-10-01",
        {"owner_login": "duty", "done_on": "2026-09-20", "remark": "De eerste vraag is uit"},
    ),
    (
        "nachten-1", "nachten-2026", "Bij ziekte eerst de flexpool vragen", "2027-01-12",
        {"owner_login": "duty"},
    ),
)  # fmt: skip
_CHECKS = (
    ("systeemtest-2018", "2020-02-10", "no", "In de oefening van januari ging het weer mis"),
    ("visitatie-2024", "2025-09-15", "yes", "Geen nacht hing nog op één persoon"),
)
_CLOSED = {"visitatie-2024": "2025-09-16"}
TEMPLATES = (
    ("Overdrachtsdocument naar de gemeente, met wie de nafase leidt", 2, ""),
    ("Nazorg: wie een lange inzet had, en welke rust nog te geven is", 3, ""),
    ("Evaluatie van de inzet plannen, met de partners", 14, "planner"),
    ("Uit de evaluatie bevindingen vastleggen", 60, "planner"),
)


def tables() -> Tables:
    """The six tables."""
    return {
        "findings": [
            {"id": code, "found_on": day, "origin": origin, "theme": theme, "text": text}
            | {"regions": regions}
            | (_closed(code) | more)
            for code, day, origin, theme, regions, text, more in _FINDINGS
        ],
        "actions": [
            {"id": code, "finding": finding, "what": what, "due": due} | more
            for code, finding, what, due, more in _ACTIONS
        ],
        "checks": [
            {"finding": finding, "date": day, "helped": helped, "evidence": why, "by": "planner"}
            for finding, day, helped, why in _CHECKS
        ],
        "assessments": [_assessment(*row) for row in ASSESSMENTS],
        "ambitions": [{"year": "2023", "share": "75"}],
        "action_templates": [
            {"template": _NAFASE, "what": what, "days": str(days)}
            | ({"owner_login": login} if login else {})
            for what, days, login in TEMPLATES
        ],
    }


def _closed(code: str) -> Row:
    day = _CLOSED.get(code)
    return {"closed_on": day, "closed_by": "planner"} if day else {}


def _assessment(part: str, point: str, region: str, mark: str, finding: str, reason: str) -> Row:
    found = {"part": part, "point": point, "region": region, "date": ASSESSED, "mark": mark}
    found |= {"assessed_by": INSPECTORATE}
    return found | {name: text for name, text in (("finding", finding), ("reason", reason)) if text}
