"""Help for who has duty, leads it or keeps the people: English here, Dutch in the catalogue."""

from __future__ import annotations

from data.i18n.language import N_
from data.model.account import Right
from web.help.topic import HelpTask, HelpTopic

TOPICS = (
    HelpTopic(
        "relief",
        Right.HANDLE_GAPS,
        N_("Relief in a disaster"),
        N_(
            "While a disaster lasts: who relieves whom, from those who are free and rested. Signed "
            "rosters go on."
        ),
        (
            HelpTask(
                N_("Make a relief roster"),
                N_(
                    "Tick the teams and seats, say how long and after how many hours people are "
                    "relieved. Nobody is asked yet."
                ),
                "relief.list_page",
            ),
            HelpTask(
                N_("Ask everybody"),
                N_(
                    "One press asks all of them. Answers come in by the link in their message; "
                    "you can note one that was given by telephone."
                ),
                "relief.list_page",
            ),
            HelpTask(
                N_("Extend, shrink or end it"),
                N_(
                    "On the page of the deployment. Rest that is owed afterwards stands there, and "
                    "planning heeds it."
                ),
                "relief.list_page",
            ),
        ),
        (
            (
                N_("legal ground"),
                N_("Which articles may be set aside, and only for seats that would stay open."),
            ),
        ),
    ),
    HelpTopic(
        "now",
        Right.SEE_COVERAGE,
        N_("Now"),
        N_(
            "Says in one sentence whether every seat is filled, and shows who is on now, who is "
            "next and what is open. Red is an empty seat, amber is doubtful; what is covered has "
            "no colour."
        ),
        (
            HelpTask(
                N_("See who has duty and call them"),
                N_(
                    "Each row is a post: the name, until when, and the number. Press the number "
                    "to call."
                ),
                "board.now",
            ),
            HelpTask(
                N_("Look further ahead"),
                N_("Choose 8 weeks above the bars."),
                "board.now",
            ),
            HelpTask(
                N_("Deal with an empty seat"),
                N_("Press the red gap: its page says why it is open and who may take it."),
                "gaps.list_page",
            ),
        ),
        (
            (N_("post"), N_("A seat that has to be filled, such as the CaCo in the control room.")),
            (
                N_("gap"),
                N_("Time in which a post is not validly filled, with its cause and history."),
            ),
        ),
    ),
    HelpTopic(
        "mine",
        Right.OWN_DUTIES,
        N_("My duties"),
        N_(
            "Your own duties, with what you can ask: a swap, leave, a wish, an open shift; and "
            "the link that puts them in your own calendar."
        ),
        (
            HelpTask(
                N_("Swap a duty"),
                N_(
                    "Choose the duty: only colleagues who may take it are shown. Once your "
                    "colleague agrees it is in the roster."
                ),
                "mine.swap",
            ),
            HelpTask(
                N_("Ask for leave"),
                N_(
                    "Give the first and the last day. Your planner answers; until then your "
                    "duties stay yours."
                ),
                "mine.absence",
            ),
            HelpTask(
                N_("Put your duties in your calendar"),
                N_("Make a link and follow the three steps of your own calendar program."),
                "mine.calendar",
            ),
        ),
        (
            (
                N_("swap request"),
                N_("A colleague is asked to take a duty, perhaps for one of theirs."),
            ),
            (
                N_("wish"),
                N_("What you would like to work, or rather not. It counts and binds nobody."),
            ),
        ),
    ),
    HelpTopic(
        "gaps",
        Right.SEE_COVERAGE,
        N_("Gaps"),
        N_(
            "Every stretch of time in which a post is not validly filled, the most urgent first, "
            "and what is being done about it."
        ),
        (
            HelpTask(
                N_("Fill a gap"),
                N_(
                    "Open the gap and look at who may take it. Offer it to some people, or assign "
                    "somebody who agreed."
                ),
                "gaps.list_page",
            ),
            HelpTask(
                N_("Say that you are handling it"),
                N_("Press “I am handling this”: reminders stop until the next alert."),
                "gaps.list_page",
            ),
            HelpTask(
                N_("Record that somebody took over"),
                N_("A duty that began changes hands, wholly or in part, also afterwards."),
                "takeovers.list_page",
            ),
        ),
        (
            (N_("candidate"), N_("Somebody who holds the function of a shift and is not on it.")),
            (N_("acknowledge"), N_("Somebody says that they are handling a gap.")),
            (N_("accept"), N_("Somebody says, by name and with a reason, that a gap is intended.")),
        ),
    ),
    HelpTopic(
        "people",
        Right.SEE_PEOPLE,
        N_("People"),
        N_(
            "Who is competent for which function until when, what lapses soon and which gaps that "
            "opens; and each person's own page."
        ),
        (
            HelpTask(
                N_("Report somebody ill or absent"),
                N_(
                    "On the page of the person: why, from when, until when. What becomes open is "
                    "shown at once."
                ),
                "people.matrix",
            ),
            HelpTask(
                N_("Record evidence"),
                N_("Declare a course or an exercise, for one person or several."),
                "people.declare",
            ),
            HelpTask(
                N_("Import from Excel"),
                N_(
                    "Drop the file: you see every change first, and nothing is done before you "
                    "say so."
                ),
                "people.import_page",
            ),
        ),
        (
            (
                N_("competent"),
                N_("Somebody may fill posts of a function, from one day to another."),
            ),
            (
                N_("override"),
                N_("Somebody may be rostered although their evidence falls short, with a reason."),
            ),
        ),
    ),
    HelpTopic(
        "messages",
        Right.SEE_MESSAGES,
        N_("Alerts"),
        N_(
            "Who was sent which message, whether it arrived, and whether alerts work at all: "
            "silence only means covered while they do."
        ),
        (
            HelpTask(
                N_("See whether alerts work"),
                N_("Each check says when it last ran and what to do if it did not."),
                "messages.health",
            ),
            HelpTask(
                N_("Try a channel"),
                N_("Send yourself a test message; you see whether it arrived."),
                "messages.channels",
            ),
            HelpTask(
                N_("Send a message again"),
                N_("Open a message that did not arrive: it says why."),
                "messages.list_page",
            ),
        ),
        (
            (
                N_("escalation step"),
                N_(
                    "This long before a gap duty managers are notified by a channel; then the next "
                    "level."
                ),
            ),
            (N_("duty manager"), N_("Who is notified of gaps.")),
        ),
    ),
    HelpTopic(
        "account",
        None,
        N_("Your account"),
        N_(
            "Your language, your password, a second step when you sign in, and where you are "
            "signed in."
        ),
        (
            HelpTask(
                N_("Choose your language"),
                N_("Pages, mails and your calendar follow it."),
                "account.page",
            ),
            HelpTask(
                N_("Turn on a second step"),
                N_("With an app on your telephone a password alone is not enough."),
                "account.second_factor",
            ),
            HelpTask(
                N_("Sign out elsewhere"),
                N_("One button ends all other sessions."),
                "account.page",
            ),
        ),
    ),
)
