"""What Jenkins' ``junit-10.xsd`` says, the schema pytest's own output follows, as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

NUMBER = re.compile(r"\d+")
SECONDS = re.compile(r"\d+(\.\d{1,3})?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
TEXT = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True)
class Rule:
    required: dict[str, re.Pattern[str]] = field(default_factory=dict)
    optional: dict[str, re.Pattern[str]] = field(default_factory=dict)
    children: tuple[str, ...] = ()
    text: bool = False


RESULT = Rule(optional={"message": TEXT, "type": TEXT}, text=True)
RULES = {
    "testsuites": Rule(
        optional={"name": TEXT, "tests": NUMBER, "time": SECONDS}, children=("testsuite",)
    ),
    "testsuite": Rule(
        required={"name": TEXT, "tests": NUMBER, "failures": NUMBER, "errors": NUMBER},
        optional={"skipped": NUMBER, "time": SECONDS, "timestamp": MOMENT, "hostname": TEXT},
        children=("properties", "testcase", "system-out", "system-err"),
    ),
    "properties": Rule(children=("property",)),
    "property": Rule(required={"name": TEXT, "value": TEXT}),
    "testcase": Rule(
        required={"name": TEXT},
        optional={"classname": TEXT, "time": SECONDS, "group": TEXT},
        children=("skipped", "error", "failure", "system-out", "system-err"),
    ),
    "failure": RESULT,
    "error": RESULT,
    "skipped": RESULT,
    "system-out": Rule(text=True),
    "system-err": Rule(text=True),
}


def complaints(element: Element) -> Iterator[str]:
    """Everything in which an element and those below it break the schema."""
    rule = RULES.get(element.tag)
    if rule is None:
        yield f"{element.tag} is unknown"
        return
    for name in rule.required.keys() - element.attrib.keys():
        yield f"{element.tag} has no {name}"
    for name, value in element.attrib.items():
        pattern = {**rule.required, **rule.optional}.get(name)
        if pattern is None or not pattern.fullmatch(value):
            yield f"{element.tag} has {name}={value!r}"
    if not rule.text and (element.text or "").strip():
        yield f"{element.tag} has text"
    for child in element:
        if child.tag not in rule.children:
            yield f"{child.tag} is in {element.tag}"
        yield from complaints(child)
