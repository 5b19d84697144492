"""The OpenAPI document beyond what the models say, and which answers a reader may keep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Response, request

from web.access.guard import required
from web.api.problems import MEANINGS, TYPE, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apiflask import APIFlask
    from pydantic import BaseModel
    from werkzeug.routing import Rule

    View = TypeVar("View", bound=Callable[..., object])
    Json = dict[str, Any]
    from collections.abc import Callable

    from flask import Flask

_KEEPS = "reader_keeps_it"  #: on a view: its answers name nobody's telephone, and carry an ETag


def kept_by_reader(view: Callable[..., object]) -> Callable[..., object]:
    """Mark an operation whose answer a reader may keep, if they ask each time whether it is so."""
    setattr(view, _KEEPS, True)
    return view


def is_kept(view: object) -> bool:
    """Whether a reader may keep what this operation answers."""
    return bool(getattr(view, _KEEPS, False))


def register_caching(api: Flask) -> None:
    """Give answers an ETag where a reader may keep them; nobody keeps the others."""

    @api.after_request
    def shaped(response: Response) -> Response:
        view = api.view_functions.get(request.endpoint or "")
        if response.status_code == 200 and is_kept(view):
            response.headers["Cache-Control"] = "private, no-cache"
            response.add_etag()
            response.make_conditional(request)
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


_TAKES = "takes_body"  #: on a view: content type -> model, or the schema itself


_ALWAYS = (401, 403, 422, 429, 503)


_OF_A_BODY = (400, 409, 413, 415)


_REF = "#/components/schemas/"


ABOUT = (
    "Who is on duty, coverage, gaps and rosters for other programs, and a way to bring people."
    " Send a token with each request: `Authorization: Bearer ...`. An administrator makes it, and"
    " chooses what it opens: the scope of an operation is named with its security. Moments are UTC."
)


def takes(bodies: Mapping[str, type[BaseModel] | Json]) -> Callable[[View], View]:
    """Say which bodies an operation takes, by content type."""

    def mark(view: View) -> View:
        setattr(view, _TAKES, bodies)
        return view

    return mark


def write_document(api: APIFlask) -> None:
    """Complete the document when it is asked for."""
    api.config["INFO"] = {"description": ABOUT}
    api.config["SECURITY_SCHEMES"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "Made by an administrator."}
    }

    @api.spec_processor
    def complete(document: Json | str) -> Json | str:
        assert isinstance(document, dict)  # it is text in YAML alone
        schemas = document["components"].setdefault("schemas", {})
        _add(schemas, Problem)
        for rule in api.url_map.iter_rules():
            path = re.sub(r"<(?:[^<:]+:)?([^>]+)>", r"{\1}", rule.rule)
            for verb, operation in document["paths"].get(path, {}).items():
                if verb.upper() in (rule.methods or ()):
                    _describe(operation, api, rule, schemas)
        return _plain_names(document)  # type: ignore[no-any-return]


def _describe(operation: Json, api: APIFlask, rule: Rule, schemas: Json) -> None:
    view = api.view_functions[rule.endpoint]
    operation["operationId"] = rule.endpoint.rpartition(".")[2]
    scope = required(api, rule.endpoint)
    operation["security"] = [{"token": [scope.value]}] if scope else []
    statuses = [*_ALWAYS]
    if rule.arguments:
        statuses.append(404)
    bodies = getattr(view, _TAKES, None)
    if bodies:
        statuses += _OF_A_BODY
        operation["requestBody"] = {"required": True, "content": _content(bodies, schemas)}
    for status in sorted(statuses):
        operation["responses"][str(status)] = _problem(status)
    if is_kept(view):
        operation["responses"]["304"] = {"description": "You have it: see If-None-Match"}
        etag = {"description": "For If-None-Match.", "schema": {"type": "string"}}
        operation["responses"]["200"]["headers"] = {"ETag": etag}
    _describe_parameters(operation, view)


def _describe_parameters(operation: Json, view: Callable[..., object]) -> None:
    for one in operation.get("parameters", ()):
        schema = one["schema"]
        if one["in"] == "path":
            one["required"] = True
            one["schema"] = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
        if schema.get("default", "") is None:
            del schema["default"]
        if "description" in schema:
            one["description"] = schema.pop("description")


def _content(bodies: Mapping[str, type[BaseModel] | Json], schemas: Json) -> Json:
    return {
        kind: {"schema": body if isinstance(body, dict) else {"$ref": _add(schemas, body)}}
        for kind, body in bodies.items()
    }


def _add(schemas: Json, model: type[BaseModel]) -> str:
    """Put a model among the schemas; its reference."""
    schema: Json = model.model_json_schema(ref_template=f"{_REF}{{model}}")
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    return _REF + model.__name__


def _problem(status: int) -> Json:
    said: Json = {
        "description": MEANINGS[status],
        "content": {TYPE: {"schema": {"$ref": f"{_REF}Problem"}}},
    }
    if status == 401:
        said["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status in (429, 503):
        said["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    return said


def _plain_names(part: Any) -> Any:  # noqa: ANN401 - JSON
    """The library names a nested model after its parent: ``Duties.DutyOut`` becomes ``DutyOut``."""
    if isinstance(part, dict):
        return {
            name.rpartition(".")[2] if "." in name and "/" not in name else name: (
                _REF + one.removeprefix(_REF).rpartition(".")[2]
                if name == "$ref"
                else _plain_names(one)
            )
            for name, one in part.items()
        }
    return [_plain_names(one) for one in part] if isinstance(part, list) else part
