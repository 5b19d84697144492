"""What the audit trail says, in words: actions, what they were done to, and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.language import N_
from web.look.roles import ROLES, SCOPES

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTIONS = {
    "account.added": N_("account made"),
    "account.changed": N_("account changed"),
    "account.closed": N_("account closed"),
    "account.password_set": N_("password set"),
    "account.password_taken": N_("password taken away"),
    "account.recognised": N_("known at the organisation from now on"),
    "account.recovery_code_used": N_("recovery code used"),
    "account.recovery_codes_made": N_("new recovery codes made"),
    "account.reopened": N_("account opened again"),
    "account.second_factor_off": N_("second step turned off"),
    "account.second_factor_on": N_("second step turned on"),
    "account.second_factor_prepared": N_("second step being set up"),
    "account.second_factor_reset": N_("second step taken away"),
    "account.signed_in": N_("signed in"),
    "account.signed_out": N_("signed out everywhere"),
    "account.unlinked": N_("link with the organisation forgotten"),
    "calendar.linked": N_("calendar link made"),
    "calendar.revoked": N_("calendar link withdrawn"),
    "channel.tried": N_("channel tried"),
    "demo.begun": N_("demonstration begun"),
    "gap.accepted": N_("gap accepted"),
    "gap.acknowledged": N_("gap taken up"),
    "gap.released": N_("gap let go"),
    "import": N_("files imported"),
    "leave.asked": N_("leave asked for"),
    "leave.granted": N_("leave granted"),
    "leave.refused": N_("leave refused"),
    "leave.withdrawn": N_("request for leave withdrawn"),
    "message.queued": N_("message sent again"),
    "message.settled": N_("message settled"),
    "offer.accepted": N_("offer accepted"),
    "offer.declined": N_("offer declined"),
    "offer.expired": N_("offer lapsed without an answer"),
    "offer.impossible": N_("offer accepted, and no longer possible"),
    "offer.made": N_("shift offered"),
    "offer.too_late": N_("offer accepted too late"),
    "offer.withdrawn": N_("offer withdrawn"),
    "person.erased": N_("personal data erased"),
    "record.added": N_("added to the records"),
    "record.changed": N_("changed in the records"),
    "record.ended": N_("ended in the records"),
    "record.erased": N_("erased from the records"),
    "roster.assign": N_("somebody put on a shift"),
    "roster.drafted": N_("draft made"),
    "roster.dropped": N_("draft thrown away"),
    "roster.left_out": N_("duties left out of a draft: the records changed"),
    "roster.pin": N_("assignment pinned"),
    "roster.published": N_("roster signed"),
    "roster.rebased": N_("draft brought up to date"),
    "roster.remove": N_("somebody taken off a shift"),
    "roster.superseded": N_("roster replaced by a later version"),
    "roster.unpin": N_("assignment no longer pinned"),
    "swap.asked": N_("swap asked for"),
    "swap.granted": N_("swap agreed and carried out"),
    "swap.lapsed": N_("request to swap lapsed"),
    "swap.refused": N_("swap declined"),
    "swap.withdrawn": N_("request to swap withdrawn"),
    "token.made": N_("token made"),
    "token.revoked": N_("token withdrawn"),
}
#: What an entry may be about.
KINDS = {
    "account": N_("Account"),
    "channel": N_("Channel"),
    "gap": N_("Gap"),
    "leave": N_("Request for leave"),
    "message": N_("Message"),
    "offer": N_("Offer"),
    "records": N_("Records"),
    "roster": N_("Roster"),
    "swap": N_("Request to swap"),
    "subscription": N_("Calendar link"),
    "token": N_("Token"),
    "absences": N_("Absence"),
    "agreements": N_("Agreement"),
    "alert_steps": N_("Alert step"),
    "call_answers": N_("Answer to a call"),
    "carry_over": N_("Balance"),
    "competences": N_("Competence"),
    "contacts": N_("Contact"),
    "contracts": N_("Contract"),
    "duty_managers": N_("Duty manager"),
    "elsewhere": N_("Work elsewhere"),
    "evidence": N_("Evidence"),
    "functions": N_("Function"),
    "history": N_("Past duty"),
    "overrides": N_("Override"),
    "patterns": N_("Pattern"),
    "people": N_("Person"),
    "pins": N_("Pin"),
    "pledges": N_("Pledge"),
    "posts": N_("Post"),
    "provisions": N_("Provision"),
    "regions": N_("Region"),
    "requirements": N_("Requirement"),
    "rules": N_("Rule"),
    "weekly_work": N_("Weekly work elsewhere"),
    "wishes": N_("Wish"),
}
#: Kinds that tell why somebody is not there, or how to reach them: not for every reader.
PRIVATE = frozenset({"absences", "provisions", "wishes", "contacts", "leave"})
#: Words for the codes that stand in several fields.
WORDS: Mapping[str, str] = {
    "absence": N_("absence"),
    "avoid": N_("rather not"),
    "birth_leave": N_("birth leave"),
    "course": N_("course"),
    "critical": N_("critical"),
    "daily": N_("daily"),
    "declaration": N_("declaration of the employer"),
    "digest": N_("digest"),
    "elsewhere": N_("work elsewhere"),
    "exercise": N_("exercise"),
    "high": N_("high"),
    "holidays": N_("public holidays"),
    "holy_day": N_("a weekly day of rest other than Sunday"),
    "hours": N_("hours on duty"),
    "illness": N_("sick"),
    "inspectorate": N_("inspectorate"),
    "leave": N_("leave"),
    "low": N_("low"),
    "mail": N_("mail"),
    "medium": N_("medium"),
    "night_exemption": N_("no night duties"),
    "nights": N_("nights"),
    "on_call": N_("on call"),
    "on_site": N_("on site"),
    "on_site_standby": N_("standby on site"),
    "open_call": N_("open call"),
    "phone": N_("telephone"),
    "pregnancy": N_("pregnancy"),
    "push": N_("push message"),
    "qualified": N_("competent"),
    "refresher": N_("refresher course"),
    "regional": N_("regional"),
    "sms": N_("text message"),
    "statute": N_("statute"),
    "test": N_("test"),
    "trainee": N_("trainee"),
    "want": N_("gladly"),
    "weekends": N_("weekends"),
    "work": N_("work"),
    # of messages and of what was signed
    "breach": N_("broken rule"),
    "dead": N_("not delivered"),
    "gap": N_("open shift"),
    "notice": N_("short notice"),
    "queued": N_("waiting"),
    "sending": N_("being sent"),
    "sent": N_("sent"),
    "settled": N_("settled"),
    "stale": N_("no longer sent"),
    # of calendar links
    "person": N_("one person"),
    "post": N_("one post"),
    "region": N_("one region"),
}
#: Fields that hold such a code.
CODED = frozenset(
    {
        "authority", "channel", "kind", "level", "measure", "scope", "severity", "status",
    }
)  # fmt: skip
#: Fields that hold the id of a row of the records, and of which table.
NAMED: Mapping[str, str] = {
    "person": "people",
    "giver": "people",
    "taker": "people",
    "post": "posts",
    "function": "functions",
    "functions": "functions",
    "regions": "regions",
    "requirement": "requirements",
    "accepts": "requirements",
}
#: Fields that hold the id of a shift, or several.
SHIFTS = frozenset({"shift", "given", "returned", "lost", "gained"})
#: Fields that hold the login of an account, or the row of a person.
ACTORS = frozenset({"by"})
#: Fields whose values are codes with words of their own.
CODES: Mapping[str, Mapping[str, str]] = {
    "roles": {role.value: name for role, name in ROLES.items()},
    "proof": {
        "password": N_("a password"),
        "code": N_("a password and a code"),
        "recovery_code": N_("a password and a recovery code"),
        "organisation": N_("the organisation"),
    },
    "scopes": {scope.value: name for scope, name in SCOPES.items()},
}
