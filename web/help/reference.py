"""The operations of the API, as its page shows them: read from the document that tools read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Json = Mapping[str, Any]

_VERBS = ("get", "post", "put", "patch", "delete")
_REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A parameter of an address, or a field of a body or an answer.

    Parameters
    ----------
    kind
        What it holds, in the words of JSON Schema.
    """

    name: str
    kind: str
    about: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked.

    Parameters
    ----------
    scope
        What the token must open; empty: no token is needed.
    takes, gives
        Fields of the body and of the answer; empty: it has none, or no fields of its own.
    """

    verb: str
    path: str
    summary: str
    about: str
    scope: str
    parameters: tuple[FieldRow, ...]
    takes: tuple[FieldRow, ...]
    gives: tuple[FieldRow, ...]
    statuses: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """Its anchor on the page."""
        return f"{self.verb.lower()}{self.path}".replace("/", "-").translate({123: "", 125: ""})


def operations(document: Json) -> tuple[Operation, ...]:
    """Every operation of a document, in its order."""
    schemas = document.get("components", {}).get("schemas", {})
    return tuple(
        _operation(verb.upper(), path, one, schemas)
        for path, verbs in document["paths"].items()
        for verb, one in verbs.items()
        if verb in _VERBS
    )


def _operation(verb: str, path: str, one: Json, schemas: Json) -> Operation:
    scopes = [scope for way in one.get("security", ()) for scope in way.get("token", ())]
    answered: Json = next((said for code, said in one["responses"].items() if code[0] == "2"), {})
    return Operation(
        verb=verb,
        path=path,
        summary=one.get("summary", ""),
        about=one.get("description", ""),
        scope=scopes[0] if scopes else "",
        parameters=tuple(
            FieldRow(p["name"], _kind(p["schema"]), _about(p), bool(p.get("required")))
            for p in one.get("parameters", ())
        ),
        takes=tuple(_fields(one.get("requestBody", {}), schemas)),
        gives=tuple(_fields(answered, schemas)),
        statuses=tuple(
            (code, said.get("description", "")) for code, said in one["responses"].items()
        ),
    )


def _about(one: Json) -> str:
    return str(one.get("description") or one.get("schema", {}).get("description") or "")


def _fields(body: Json, schemas: Json) -> Iterator[FieldRow]:
    """The fields of the first kind of content that has some."""
    for content in body.get("content", {}).values():
        schema = _resolved(content.get("schema", {}), schemas)
        if schema.get("type") == "array":
            schema = _resolved(schema.get("items", {}), schemas)
        needed = schema.get("required", ())
        for name, field in schema.get("properties", {}).items():
            about = field.get("description") or _resolved(field, schemas).get("description", "")
            yield FieldRow(name, _kind(field), str(about), name in needed)
        if schema.get("properties"):
            return


def _resolved(schema: Json, schemas: Json) -> Json:
    name = str(schema.get("$ref", ""))
    return schemas.get(name.removeprefix(_REF), {}) if name else schema


def _kind(schema: Json) -> str:
    """As ``integer``, ``list of Holder`` or ``string or null``."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REF)
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    for many in ("anyOf", "oneOf", "allOf"):
        if many in schema:
            return " or ".join(dict.fromkeys(_kind(one) for one in schema[many]))
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format", kind))
