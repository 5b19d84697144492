"""What of the law is not a rule of this program, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A provision that no module enforces.

    Parameters
    ----------
    id
        Its id in the catalogue of rules.
    article
        Where it stands.
    reason
        Why it is left out.
    """

    id: str
    article: str
    reason: str


LEFT_OUT: tuple[LeftOut, ...] = (
    LeftOut(
        "R09", "ATB 4.9:1", "an average over 52 weeks needs a year of data; R07 stays stricter"
    ),
    LeftOut("R13", "ATB 4.9:2", "as R09, for the average with many nights; R12 stays stricter"),
    LeftOut("R17", "ATW 5:8(9)b", "38 night hours in 2 weeks; the 140 nights by agreement are in"),
    LeftOut("R18", "ATB 4.7", "weekend nights by agreement; R10, R11 and R14 stay stricter"),
    LeftOut("R22", "ATB 4.3:1", "work that cannot wait is not planned; it is recorded afterwards"),
    LeftOut("R23", "ATB 4.2:1", "14-hour shifts before public holidays are not planned"),
    LeftOut("C01", "ATW 5:9(1)", "no birth dates are kept; who is on call is 18 or older"),
    LeftOut("C07", "ATW 5:9(6)", "a roster cannot show the rest after night calls; C06 says so"),
    LeftOut("C08", "ATW 5:7(2)", "the ordinary limits: R06 and R07"),
    LeftOut("C09", "ATW 5:9(7)", "how realised calls are counted; a plan holds none"),
    LeftOut("C10", "ATW 5:9(8)", "realised calls leave rest alone; a plan holds none"),
    LeftOut("C11", "ATW 5:9(9)", "realised calls make no night shift; a plan holds none"),
    LeftOut("C12", "ATB 4.6:2", "on call in a break; breaks are not planned by the minute"),
    LeftOut("C13", "-", "pay is not a matter of the roster"),
    LeftOut("C14", "-", "other names of the same thing"),
    LeftOut("S04", "ATB 4.8:1(4)", "the shorter rests by agreement; the 11 hours stay stricter"),
    LeftOut("S05", "ATB 4.8:1(5)b", "the variant by agreement; the ordinary rests stay stricter"),
    LeftOut("S08", "ATB 5.3:4", "the rest that is skipped in a shortage is not planned"),
    LeftOut("S06", "ATB 4.8:2", "the 60-hour average by consent; S03 stays stricter"),
    LeftOut("S07", "ATB 3.3:1", "the register of consents belongs to S06"),
)
