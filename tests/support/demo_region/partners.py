"""Who employs the people of the demonstration, and what it looks at once more, and when."""

from __future__ import annotations

from datetime import date

from data.model.partner import Organisation, PartnerKind
from data.model.post import Discipline
from data.model.review import Review, ReviewSubject

EMPLOYER, NETWORK = PartnerKind.EMPLOYER, PartnerKind.NETWORK
REGION, MUNICIPAL = Discipline.SAFETY_REGION, Discipline.MUNICIPAL

PARTNERS = (
    Organisation(
        "vr-fl", "Veiligheidsregio Flevoland", EMPLOYER, REGION, "hr@vr-fl.example", ("FL",)
    ),
    Organisation(
        "vr-gv", "Veiligheidsregio Gooi en Vechtstreek", EMPLOYER, REGION, "hr@vr-gv.example",
        ("GV",),
    ),
    Organisation(
        "vr-ut", "Veiligheidsregio Utrecht", EMPLOYER, REGION, "hr@vr-ut.example", ("UT",)
    ),
    Organisation("politie", "Politie", EMPLOYER, Discipline.POLICE, "inzet@politie.example"),
    Organisation("ggd", "GGD", EMPLOYER, Discipline.MEDICAL, "opgeleid@ggd.example", ("FL", "GV")),
    Organisation(
        "rietoever", "Gemeente Rietoever", EMPLOYER, MUNICIPAL, "personeel@rietoever.example",
        ("FL",),
    ),
    Organisation(
        "heidezoom", "Gemeente Heidezoom", EMPLOYER, MUNICIPAL, "personeel@heidezoom.example",
        ("GV",),
    ),
    Organisation("waterschap", "Waterschap Wolkenlucht", NETWORK, None, "", ("FL", "GV")),
)  # fmt: skip

_BUREAU = "Petra Ratelpopulier"
REVIEWS = (
    Review(ReviewSubject.AGREEMENT, "R04", date(2027, 2, 1), _BUREAU),
    Review(ReviewSubject.REQUIREMENT, "lcms-toets", date(2027, 9, 1), _BUREAU),
    Review(ReviewSubject.BASE_ROSTER, "desk", date(2026, 12, 1), "Hilde Grutto"),
    Review(
        ReviewSubject.PATTERN, "week-fri", date(2026, 10, 1), _BUREAU, date(2026, 9, 28),
        "De wisseling op vrijdag blijft: niemand wil een andere dag",
    ),
)  # fmt: skip
