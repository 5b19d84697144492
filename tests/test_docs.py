"""The documentation is complete and as the code says."""

import re
import tomllib
from collections import Counter
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import typer

from scheduler.cli.app import ENTRY_POINTS, app
from solver.rules import ALL_RULES
from solver.rules.page import rules_page

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = (*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md")))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: A file, folder or module of ours in backticks; capitals stand for a name of the reader's choice.
NAMED = re.compile(r"`((?:data|solver|scheduler|web|tests|deploy)[./][a-z0-9_./-]*[a-z0-9_/])`")
MADE = {"web/node_modules"}  #: what is not in the repository
LINKED = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def test_the_page_of_rules_is_made_from_the_rules():
    assert (DOCS / "rules.md").read_text() == rules_page()


def test_every_rule_stands_on_it():
    text = (DOCS / "rules.md").read_text()
    assert all(f"### {cls.id} (" in text for cls in ALL_RULES)


def registered(group, before: str):
    """Every command with the words that it is given by."""
    for name, command in group.commands.items():
        within = getattr(command, "commands", {})
        if not within or command.invoke_without_command:
            yield f"{before} {name}"
        if within:
            yield from registered(command, f"{before} {name}")


def test_the_page_of_commands_names_each_command_once():
    named = re.findall(r"^\| `(caco [^`]+)` \|", (DOCS / "commands.md").read_text(), re.M)
    brought = {f"caco {name}" for name in PROJECT["project"]["entry-points"][ENTRY_POINTS]}
    assert Counter(named) == Counter({*registered(typer.main.get_command(app), "caco"), *brought})


def layers(container: str) -> list[set[str]]:
    """The layers of a contract, the highest first."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (found,) = (one["layers"] for one in contracts if one.get("containers") == [container])
    return [{name.strip(" ()") for name in layer.split("|")} for layer in found]


def drawn(room: str) -> list[set[str]]:
    """The boxes of a room in the first picture, from the top down: what each holds."""
    picture = (DOCS / "architecture.md").read_text().split("```mermaid\n")[1]
    text = picture.split(f"subgraph {room}\n")[1].split(" end\n")[0].replace("direction TB", "")
    labels = dict(re.findall(r'(\w+)\["([^"]+)"\]', text))
    boxes = re.findall(r"\w+", re.sub(r'\["[^"]+"\]', "", text))  # a box may begin two lines
    named = [labels.get(box, box).replace("<br>", " ") for box in dict.fromkeys(boxes)]
    return [set(re.findall(r"\w+", label)) for label in named]


def test_the_picture_of_the_rooms_shows_the_layers_of_the_contracts():
    for room in ("web", "scheduler", "solver", "data"):
        assert drawn(room) == [layer for layer in layers(room) if layer != {"benchmark"}], room


def test_what_the_pages_name_is_there():
    tests = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    lacking = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for name in {*NAMED.findall(text), *re.findall(r"\btests/[a-z0-9_/]+\.py", text)} - MADE:
            path, module = ROOT / name, ROOT / name.replace(".", "/")
            if not (path.exists() or module.exists() or module.with_suffix(".py").exists()):
                lacking.append(f"{page.relative_to(ROOT)}: {name}")
        for name in set(re.findall(r"\btest_[a-z0-9_]+\.py", text)) - tests:
            lacking.append(f"{page.relative_to(ROOT)}: {name}")
    assert not lacking


def headings(page: Path) -> set[str]:
    """The anchors of a page, as forges make them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def test_what_the_pages_link_to_is_there():
    lacking = []
    for page in PAGES:
        for target, anchor in LINKED.findall(page.read_text(encoding="utf-8")):
            there = page.parent / target if target else page
            if not there.exists() or (anchor and anchor not in headings(there)):
                lacking.append(f"{page.relative_to(ROOT)}: {target}#{anchor}")
    assert not lacking


def test_the_glossary_is_short_and_gives_each_term_one_sense():
    rows = re.findall(r"^\| (?!Term )([^|]+) \|", (DOCS / "glossary.md").read_text(), re.M)
    assert len(rows) <= 125
    assert [term for term, times in Counter(rows).items() if times > 1] == []


def test_licences_that_ask_something_are_named():
    """Of what is installed beside the product: none under the GPL, and each of these on a line."""
    asking = re.compile(r"[AL]?GPL|MPL|EUPL|Lesser|Affero|Mozilla", re.IGNORECASE)
    found = {}
    for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.M):
        try:
            said = metadata(name)
        except PackageNotFoundError:  # of another system
            continue
        licence = next((said[k][:60] for k in ("License-Expression", "License") if k in said), "")
        if asking.search(licence):
            found[name] = licence
    text = (DOCS / "operating.md").read_text().split("## Licences")[1]
    rows = re.findall(r"^\| (`.+?) \| (\S+) \|", text, re.M)
    named = {name: kind for names, kind in rows for name in re.findall(r"`([\w-]+)`", names)}
    assert found == named
    assert not [kind for kind in named.values() if kind.startswith(("GPL", "AGPL"))]
