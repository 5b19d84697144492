"""Every sentence that a fault can say, found by walking the code.

A call that makes a fault gives its sentence as a text, as an f-string, as a variable that was
assigned one, or as a parameter of the function around it: then the calls of that function are
followed in their turn. What is none of these is *unclear*, and a test fails on it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
ROOMS = ("data", "scheduler", "web")
#: Not of faults: an iCalendar has an `add` too, and the doctor speaks the language of its reader.
ELSEWHERE = (
    "migrations",
    "data/demo/",
    "scheduler/feeds/rendering.py",
    "scheduler/service/doctor.py",
)

#: Calls that hold sentences: which arguments, and by which names.
MAKING: dict[str, tuple[int, ...]] = {
    "Fault": (0, 1),
    "StoreError": (0, 1),
    "refuse": (0, 1),
    "add": (0, 1),  # of a `FaultLog`
    "fault": (1, 2),  # of a `Row`
    "BadValue": (0, 1),
    "then": (0, 1),
    "Conflict": (0,),
    "SetupFinding": (2, 3),
}
KEYWORDS = {"what": 0, "remedy": 1, "subject": 0}
#: Calls with a noun that stands in a sentence of `data.tables.table_rows`.
NOUNS = {
    "reference": (2, "{noun} {{}} is unknown"),
    "references": (2, "{noun} {{}} is unknown"),
    "Once": (1, "{noun} {{}} stands in row {{}} too"),
}
REMEDY_OF_ONCE = 2
#: Calls that translate by themselves, or whose sentences are made by calls of `MAKING`.
SAID = {
    "gettext",
    "say",
    "_",
    "N_",
    "nearest",
    "nearest_name",
    "then",
    "ngettext",
    "count",
    "translated",
}


@dataclass
class Found:
    """What a walk found: sentences and unclear expressions, each with its place."""

    sentences: dict[str, str] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)
    followed: set[tuple[str, str, int]] = field(default_factory=set)


class Unclear(Exception):
    """No sentence can be read from an expression."""


def walk(sources: dict[str, str]) -> Found:
    """Everything that the faults of these sources can say."""
    found = Found()
    for place, text in sources.items():
        tree, before = ast.parse(text), -1
        while len(found.followed) > before:  # a walk follows functions of its own module
            before = len(found.followed)
            _Walk(place, found).visit(tree)
    return found


def sources() -> dict[str, str]:
    """The code of the product."""
    return {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if not any(part in str(path) for part in ELSEWHERE)
    }


class _Walk(ast.NodeVisitor):
    def __init__(self, place: str, found: Found) -> None:
        self.place, self.found = place, found
        self.making = dict(MAKING)
        for around, name, position in found.followed:
            if around == place:
                self.making[name] = (*self.making.get(name, ()), position)
        self.scope: list[ast.AST] = []

    def visit_Module(self, node: ast.Module) -> None:
        self._inside(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._inside(node)

    def _inside(self, node: ast.AST) -> None:
        self.scope.append(node)
        self.generic_visit(node)
        self.scope.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = name_of(node)
        if name in NOUNS:
            self._noun(node, *NOUNS[name])
        if name == "Once":
            self._note(node.args[REMEDY_OF_ONCE], node)
        if name in self.making and not _is_another_add(node):
            for position in self.making[name]:
                if position < len(node.args):
                    self._note(node.args[position], node)
            for keyword in node.keywords:
                if name in MAKING and keyword.arg in KEYWORDS:
                    self._note(keyword.value, node)
        self.generic_visit(node)

    def _noun(self, node: ast.Call, position: int, form: str) -> None:
        noun = node.args[position]
        texts = [noun.value] if isinstance(noun, ast.Constant) else self._of_callers(noun)
        for text in texts:
            self.found.sentences.setdefault(form.format(noun=text), self.place)

    def _of_callers(self, noun: ast.expr) -> list[str]:
        """``the {noun}``, of a parameter that this module gives itself."""
        if not isinstance(noun, ast.JoinedStr):
            return []
        module = self.scope[0]
        given = [
            call.args[0].value
            for call in ast.walk(module)
            if isinstance(call, ast.Call)
            and name_of(call) == getattr(self.scope[-1], "name", "")
            and isinstance(call.args[0], ast.Constant)
        ]
        return [form_of(noun).format(one) for one in given]

    def _note(self, expression: ast.expr, call: ast.Call) -> None:
        where = f"{self.place}:{call.lineno}"
        try:
            for form in self._forms(expression):
                if form.replace("{}", "").strip(" :,.()[]'"):
                    self.found.sentences.setdefault(form, where)
        except Unclear as error:
            self.found.unclear[where] = str(error)

    def _forms(self, node: ast.expr, seen: tuple[str, ...] = ()) -> Iterator[str]:
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Constant():
                return
            case ast.JoinedStr(values=values):
                yield form_of(node)
                for value in values:
                    if isinstance(value, ast.FormattedValue):
                        yield from self._inner(value.value, seen)
            case ast.IfExp(body=one, orelse=other):
                yield from self._forms(one, seen)
                yield from self._forms(other, seen)
            case ast.BoolOp(values=values):
                for value in values:
                    yield from self._forms(value, seen)
            case ast.Name(id=name):
                yield from self._of_name(name, seen)
            case ast.Call() if name_of(node) in SAID:
                return
            case ast.Call(func=ast.Attribute(attr="format", value=inner)):
                yield from self._forms(inner, seen)
            case ast.Attribute():  # of an error that was raised elsewhere
                return
            case ast.Call(func=ast.Name(id="plain"), args=[inner, *_]):
                yield from self._forms(inner, seen)
            case ast.Call(func=ast.Name(id=name)):
                yield from self._returned(name, node, seen)
            case _:
                raise Unclear(ast.unparse(node))

    def _returned(self, name: str, node: ast.Call, seen: tuple[str, ...]) -> Iterator[str]:
        """What a function of this module can answer."""
        answers = [
            given.value
            for function in ast.walk(self.scope[0])
            if isinstance(function, ast.FunctionDef) and function.name == name
            for given in ast.walk(function)
            if isinstance(given, ast.Return) and given.value is not None
        ]
        if not answers:
            raise Unclear(ast.unparse(node))
        for answer in answers:
            yield from self._forms(answer, seen)

    def _inner(self, node: ast.expr, seen: tuple[str, ...]) -> Iterator[str]:
        """A value that is a sentence, or a part of one, by itself."""
        if isinstance(node, ast.Name) and node.id in KEYWORDS and node.id not in seen:
            yield from self._of_name(node.id, seen)

    def _of_name(self, name: str, seen: tuple[str, ...]) -> Iterator[str]:
        if name in seen:
            return
        for around in reversed(self.scope):
            values = list(_assigned(name, around))
            for value in values:
                yield from self._forms(value, (*seen, name))
            if values or self._is_parameter(name, around):
                return
        raise Unclear(name)

    def _is_parameter(self, name: str, around: ast.AST) -> bool:
        """Whether callers give it: then they are followed."""
        if not isinstance(around, ast.FunctionDef):
            return False
        names = [one.arg for one in (*around.args.args, *around.args.kwonlyargs)]
        if name not in names:
            return False
        own = [one for one in names if one not in ("self", "cls")]
        if around.name not in MAKING and not around.name.startswith("__"):
            self.found.followed.add((self.place, around.name, own.index(name)))
        return True


def name_of(call: ast.Call) -> str:
    """What is called, without what it is called on."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def form_of(node: ast.JoinedStr) -> str:
    """An f-string with {} for its values."""
    return "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)


def _is_another_add(node: ast.Call) -> bool:
    """Whether this adds something else: to a set, or pages to a blueprint."""
    if name_of(node) != "add":
        return False
    return len(node.args) < 2 or "log" not in ast.unparse(node.func)


def _assigned(name: str, around: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(around):
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for one, value in zip(names, values, strict=True):
                    if isinstance(one, ast.Name) and one.id == name:
                        yield value
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value):
                if found == name:
                    yield value
            case ast.For(target=ast.Tuple(elts=names), iter=ast.Tuple(elts=rows)):
                for row in rows:
                    if isinstance(row, ast.Tuple) and len(row.elts) == len(names):
                        for one, value in zip(names, row.elts, strict=True):
                            if isinstance(one, ast.Name) and one.id == name:
                                yield value
