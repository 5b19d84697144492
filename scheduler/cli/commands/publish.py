"""``caco publish``: a draft signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.model.roster import RemarkKind
from scheduler.cli.options import Lang, speech_of
from scheduler.cli.output import escape, show
from scheduler.cli.session import By, RosterNumber, store_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.i18n.language import Language
    from data.model.roster import SignOffItem
    from scheduler.planning.books import BookConflict
    from scheduler.planning.publish import Proposal

_MOST_ITEMS = 30  #: of a kind; of others only how many there are


def publish(
    roster: RosterNumber,
    accept_gaps: Annotated[
        str, typer.Option(metavar="REASON", help="Why it is signed with these shifts open.")
    ] = "",
    accept_notice: Annotated[
        str, typer.Option(metavar="REASON", help="How late changes were agreed upon.")
    ] = "",
    accept_violations: Annotated[
        str, typer.Option(metavar="REASON", help="Why it is signed although rules are broken.")
    ] = "",
    accept_unreachable: Annotated[
        str,
        typer.Option(
            metavar="REASON", help="Why it is signed with people on call who cannot be reached."
        ),
    ] = "",
    accept_skills: Annotated[
        str,
        typer.Option(metavar="REASON", help="Why it is signed although skills are missing."),
    ] = "",
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="SUBJECT=REASON", help="One of them; may be repeated."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what the signature would do.")
    ] = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Sign a draft: it is in force from now on, and never changes again.

    Known gaps, missing skills, broken rules, changes told late and people on call who cannot be
    reached are listed; each is accepted by name and reason, or the signature is refused. Whoever
    plans for some of its regions signs for these: it is in force once each of them is signed for.
    """
    from scheduler.cli.output import show_unreached_of
    from scheduler.planning.books import book_conflicts
    from scheduler.planning.publish import Consent, propose
    from scheduler.planning.publish import publish as sign
    from scheduler.planning.roster_queries import read_signed

    speech = speech_of(lang)
    consent = Consent(
        {
            RemarkKind.GAP: accept_gaps,
            RemarkKind.NOTICE: accept_notice,
            RemarkKind.VIOLATION: accept_violations,
            RemarkKind.UNREACHABLE: accept_unreachable,
            RemarkKind.SKILLS: accept_skills,
        },
        dict(_pair(text) for text in accept or ()),
    )
    with store_session(by) as at:
        show_unreached_of(at, roster, speech)
        if dry_run:
            proposal = propose(at.store, roster, at.who, at.now)
            _show_items(proposal, proposal.items, speech)
            _show_conflicts(book_conflicts(at.store, proposal.roster), proposal, speech)
            _show_signatures(proposal, speech)
            text = speech.gettext("{count} still to be accepted. Nothing was signed.")
            show(text.format(count=len(proposal.open_remarks)), "bold")
            return
        head, proposal = sign(at.store, roster, consent, at.who, at.now, speech)
        if head.version is None:
            _show_items(proposal, proposal.items, speech)
            _show_signatures(proposal, speech)
            show(speech.gettext("Kept: it is in force once the others have signed too."), "bold")
            return
        _show_items(proposal, read_signed(at.store, head.id).items, speech)
    text = speech.gettext(
        "Version {version} is in force: roster {number}, signed by {who}. Its hash: {hash}"
    )
    signed = text.format(
        version=head.version, number=head.id, who=head.signer, hash=head.content_hash
    )
    show(signed, "green")


def _show_conflicts(
    conflicts: Sequence[BookConflict], proposal: Proposal, speech: Language
) -> None:
    """Say what a draft breaks together with drafts of other books."""
    from scheduler.planning.sign_off import name_of

    if not conflicts:
        return
    say, problem = speech.gettext, proposal.roster.problem
    show(f"[bold]{say('Does not go together with drafts of other books')}[/bold]")
    for one in conflicts[:_MOST_ITEMS]:
        text = say("draft {number}, {book}: {person}, {when}: {rule}").format(
            number=one.other.id,
            book=one.other.book,
            person=name_of(problem, one.violation.person),
            when=speech.stretch(one.violation.start, one.violation.end, problem.zone),
            rule=one.violation.rule,
        )
        show("  " + escape(text))


def _show_signatures(proposal: Proposal, speech: Language) -> None:
    """Say for which regions a draft is signed, and for which it still has to be."""
    from data.i18n.signature_words import SignatureWords

    words = SignatureWords(speech, proposal.roster.head.zone)
    for void in proposal.signatures.void:
        show(escape(words.void(void)), "yellow")
    if said := words.state(proposal.signatures):
        show(escape(said))


def _pair(text: str) -> tuple[str, str]:
    subject, mark, reason = text.partition("=")
    if not mark or not reason.strip():
        raise typer.BadParameter(f"{text!r} has no reason; write SUBJECT=REASON")
    return subject.strip(), reason.strip()


def _show_items(proposal: Proposal, items: Sequence[SignOffItem], speech: Language) -> None:
    """Say what a signature changes for whom, and what it accepts."""
    from data.i18n.sign_off_words import RemarkWords
    from scheduler.cli.output import change_table

    say = speech.gettext
    if proposal.base:
        shifts = {shift.id: shift for shift in proposal.roster.shifts}
        show(say("What changes against version {n}:").format(n=proposal.base.version))
        show(change_table(proposal.changes, shifts, speech))
    headings = {
        RemarkKind.GAP: say("Open shifts"),
        RemarkKind.SKILLS: say("Too few with a skill"),
        RemarkKind.VIOLATION: say("Broken rules"),
        RemarkKind.NOTICE: say("Short notice (ATW 4:2)"),
        RemarkKind.UNREACHABLE: say("On call, and cannot be reached"),
    }
    problem = proposal.roster.problem
    names = {person.id: person.name for person in problem.people}
    words = RemarkWords(speech, problem.zone, names)
    for kind, heading in headings.items():
        mine = [item for item in items if item.remark.kind is kind]
        if not mine:
            continue
        show(f"[bold]{heading}[/bold] ({len(mine)})")
        for item in sorted(mine, key=lambda one: one.acceptance is not None)[:_MOST_ITEMS]:
            mark = "[dim]✓" if item.acceptance else "[yellow]"
            by = f"  {mark} {escape(words.acceptance(item))}[/]"
            show(f"  {escape(words.remark(item.remark))}{by}")
        if len(mine) > _MOST_ITEMS:
            show("  " + say("… and {count} more").format(count=len(mine) - _MOST_ITEMS))
