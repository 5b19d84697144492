"""What the codes of the records are called on screen, in English."""

from __future__ import annotations

from data.i18n.language import N_
from data.model.post import Authority, PostKind
from web.locale import say

POST_KINDS = {
    PostKind.ON_SITE: N_("at a desk"),
    PostKind.ON_SITE_STANDBY: N_("stand-by on site"),
    PostKind.ON_CALL: N_("on call"),
    PostKind.OPEN_CALL: N_("open call"),
}
#: What an agreement allows that is about no rule of its own.
AGREEMENTS = {
    "R04": N_("Breaks are set aside, as nobody is near to take over."),
    "S": N_("On-site stand-by is allowed."),
    "S08": N_("The fire service may have more on-site stand-bys."),
}
AUTHORITIES = {
    Authority.STATUTE: N_("the law"),
    Authority.INSPECTORATE: N_("the Inspectorate"),
    Authority.REGIONAL: N_("the region"),
}
#: The patterns that are there without being made.
PATTERNS = {
    "3x8": N_("three shifts of 8 hours"),
    "2x12": N_("two shifts of 12 hours"),
    "24h": N_("one shift of 24 hours"),
    "week-fri": N_("a week on call, from Friday 17:00"),
    "weeknights": N_("nights and the weekend"),
}


def pattern_name(code: str) -> str:
    """A pattern by its code, and in words if it is a standard one."""
    return f"{code}: {say(PATTERNS[code])}" if code in PATTERNS else code
