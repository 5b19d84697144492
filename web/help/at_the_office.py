"""Help for who plans, accounts for it or sets it up: English here, Dutch in the catalogue."""

from __future__ import annotations

from data.i18n.language import N_
from data.model.account import Right
from web.help.topic import HelpTask, HelpTopic

TOPICS = (
    HelpTopic(
        "rosters",
        Right.SEE_COVERAGE,
        N_("Roster"),
        N_(
            "The rosters: signed ones for everybody, drafts for planners. In a draft every change "
            "is judged at once, and nothing is in force before it is signed."
        ),
        (
            HelpTask(
                N_("Change a draft"),
                N_(
                    "Choose a cell and type the code of a shift. The panel says what it breaks "
                    "and costs; Z undoes it."
                ),
                "rosters.list_page",
            ),
            HelpTask(
                N_("Sign a roster"),
                N_(
                    "Press “Sign”: you are asked about every shift that stays open and every rule "
                    "that is broken."
                ),
                "rosters.list_page",
            ),
            HelpTask(
                N_("Print it, or take it to Excel"),
                N_("A3 for the wall, A4 as a list, or a workbook: the buttons are above the grid."),
                "rosters.list_page",
            ),
        ),
        (
            (N_("draft"), N_("A roster that may still change.")),
            (N_("in force"), N_("Signed; a later version replaces it.")),
            (
                N_("violation"),
                N_("A rule that a roster breaks: who, when, what was found, what is allowed."),
            ),
        ),
        (
            ("← ↑ → ↓", N_("another cell")),
            ("Del", N_("take the duty away")),
            ("P", N_("pin the duty, or release it")),
            ("Z, Y", N_("undo, and redo")),
            ("?", N_("all keys of the grid")),
        ),
    ),
    HelpTopic(
        "plan",
        Right.PLAN,
        N_("Plan"),
        N_(
            "Makes a roster for a period: as full as can be, then with few changes, then fair and "
            "healthy. What stays open is proven and explained."
        ),
        (
            HelpTask(
                N_("Plan a period"),
                N_(
                    "Choose the first day, the number of weeks and the search time. The page says "
                    "beforehand what cannot be filled."
                ),
                "plan.page",
            ),
            HelpTask(
                N_("Choose what weighs most"),
                N_(
                    "Cover always comes first. Below it: balanced, health, fairness, wishes, or "
                    "weights of your own."
                ),
                "plan.page",
            ),
            HelpTask(
                N_("See how a search goes"),
                N_(
                    "Open the job: what stays open so far, what is proven, and a button that "
                    "stops and keeps the best."
                ),
                "plan.jobs",
            ),
        ),
        (
            (N_("job"), N_("A search that somebody asked for.")),
            (N_("bound"), N_("What any legal roster costs at least: proven.")),
        ),
    ),
    HelpTopic(
        "what_if",
        Right.SEE_SCENARIOS,
        N_("What if"),
        N_(
            "What would be needed if posts, pools or people were other than today. A scenario "
            "changes no record and no roster."
        ),
        (
            HelpTask(
                N_("Make a scenario"),
                N_("Give it a name, and add changes: merge posts, another pattern, people more."),
                "what_if.list_page",
            ),
            HelpTask(
                N_("Compare scenarios"),
                N_("Tick up to four. The figures stand side by side, each with its article."),
                "what_if.list_page",
            ),
            HelpTask(
                N_("Print them or take them to Excel"),
                N_("A comparison fits on one A4; a workbook holds the same figures."),
                "what_if.list_page",
            ),
        ),
        (
            (N_("scenario"), N_("A named list of changes on today's records.")),
            (N_("FTE"), N_("Hours of work divided by the productive hours of one full-time job.")),
        ),
    ),
    HelpTopic(
        "demand",
        Right.CHANGE_RECORDS,
        N_("Demand"),
        N_(
            "What posts ask beside their patterns: an extra seat for an event, a closed day, more "
            "people on certain hours of each week."
        ),
        (
            HelpTask(
                N_("Ask for more people, or for nobody"),
                N_(
                    "Press + at a day, and say how many are needed, from when until when, and why. "
                    "Each year, if you tick that."
                ),
                "demand.month",
            ),
            HelpTask(
                N_("Ask for more people on certain hours of each week"),
                N_("Add minimum cover: from when until when, on which days, how many people."),
                "demand.month",
            ),
            HelpTask(
                N_("Change a roster that is in force"),
                N_(
                    "Above the calendar stands which rosters demand changes, what opens and whose "
                    "duties fall away. Make a draft, fill it and sign it."
                ),
                "demand.month",
            ),
        ),
        (
            (N_("minimum cover"), N_("How many people are needed on certain hours of each week.")),
            (N_("extra seat"), N_("A seat that demand asks for beside those of the post.")),
        ),
    ),
    HelpTopic(
        "requests",
        Right.PLAN,
        N_("Requests"),
        N_(
            "Leave that people asked for, and rounds in which you ask everybody for their wishes "
            "before a period is planned."
        ),
        (
            HelpTask(
                N_("Answer a request for leave"),
                N_("The card says which duties become open. Grant it, or refuse it with a reason."),
                "requests.list_page",
            ),
            HelpTask(
                N_("Ask everybody for wishes"),
                N_("Open a round: who has not answered is reminded, and you see who."),
                "requests.rounds_page",
            ),
            HelpTask(
                N_("See what was granted"),
                N_("Each signed roster has a page with all wishes and their outcome."),
                "requests.rounds_page",
            ),
        ),
        ((N_("round of requests"), N_("The time in which wishes for a period are asked.")),),
    ),
    HelpTopic(
        "reports",
        Right.SEE_COVERAGE,
        N_("Reports"),
        N_(
            "Which part of the required time was validly filled, by month and post; the 24/7 "
            "statement; hours of people; minutes of call-outs."
        ),
        (
            HelpTask(
                N_("Prove that a post was filled"),
                N_(
                    "Choose a period and make the 24/7 statement; once its days are over it can "
                    "be signed."
                ),
                "reports.statement",
            ),
            HelpTask(
                N_("Look at hours"),
                N_("What people did and will do, by month, against their contract."),
                "reports.hours",
            ),
            HelpTask(
                N_("Record a call-out"),
                N_("Who was called, who came, after how many minutes."),
                "call_outs.list_page",
            ),
        ),
        (
            (
                N_("coverage"),
                N_("The part of the required time in which a post is validly filled."),
            ),
            (N_("24/7 statement"), N_("That proof as a page, with who accepted what.")),
        ),
    ),
    HelpTopic(
        "audit",
        Right.SEE_AUDIT,
        N_("Audit"),
        N_(
            "Who did what, and when. Each entry holds the hash of the one before it, so nothing "
            "can be changed unseen."
        ),
        (
            HelpTask(
                N_("Look something up"),
                N_("Filter by what it is about, who did it and when."),
                "audit.trail",
            ),
            HelpTask(
                N_("Check that it is intact"),
                N_("Every entry, signed roster and row is computed once more."),
                "audit.check",
            ),
            HelpTask(
                N_("Keep a proof outside"),
                N_(
                    "Write down the last hash somewhere else: it proves later that nothing is "
                    "missing."
                ),
                "audit.check",
            ),
        ),
        ((N_("hash"), N_("A number that is different when anything of a text is.")),),
    ),
    HelpTopic(
        "settings",
        Right.CHANGE_RECORDS,
        N_("Settings"),
        N_(
            "Posts and their shifts, base rosters, rules, agreements and their reviews for "
            "planners; accounts and tokens for administrators."
        ),
        (
            HelpTask(
                N_("Add a post"),
                N_(
                    "Give it a function, a pattern and a priority. It counts from the next roster "
                    "that is planned."
                ),
                "admin.posts",
            ),
            HelpTask(
                N_("Set a rule"),
                N_(
                    "Each rule stands in a sentence with its article; times are written as 48 h "
                    "or 7 days."
                ),
                "admin.rules",
            ),
            HelpTask(
                N_("Record a collective agreement"),
                N_("Only with one may a rule of the law have another number."),
                "admin.agreements",
            ),
        ),
        (
            (N_("shift pattern"), N_("One week of a post's shifts; it repeats.")),
            (N_("base roster"), N_("The cycle of weeks that a team works.")),
        ),
    ),
    HelpTopic(
        "access",
        Right.ADMINISTER,
        N_("Accounts and tokens"),
        N_(
            "Who may come in and do what; and tokens with which other programs read or send one "
            "thing."
        ),
        (
            HelpTask(
                N_("Add an account"),
                N_("Give the name, the roles and, for a functionary, the person."),
                "admin.new_account",
            ),
            HelpTask(
                N_("Close an account"),
                N_("Who leaves is signed out everywhere; what they did stays in the audit trail."),
                "admin.accounts",
            ),
            HelpTask(
                N_("Let another program in"),
                N_(
                    "Make a token with only the scopes that it needs. The page of the API says "
                    "how to use it."
                ),
                "admin.tokens",
            ),
        ),
        (
            (
                N_("token"),
                N_("A secret with which a program comes in. Whoever has it may do what it opens."),
            ),
        ),
    ),
)
