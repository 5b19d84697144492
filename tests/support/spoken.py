"""What was found, with each sentence in words: to compare with what a reader sees."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from data.i18n.language import language
from data.model.sentence import Sentence


def spoken(found: Any, code: str = "en") -> Any:
    """A value of which each sentence is said in a language."""
    if isinstance(found, Sentence):
        return language(code).say(found)
    if isinstance(found, (list, tuple)):
        return type(found)(spoken(one, code) for one in found)
    if not is_dataclass(found) or isinstance(found, type):
        return found
    said = {one.name: spoken(getattr(found, one.name), code) for one in fields(found)}
    return replace(found, **said)
