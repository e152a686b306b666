"""JUnit XML (xunit2), as Jenkins, GitLab and pytest's ``--junitxml`` write it: one suite."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as Xml

# Characters that XML 1.0 (section 2.2) has no way to write.
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class JUnitCase:
    """A test case. ``outcome`` is ``failure``, ``error`` or ``skipped``, and empty for a pass.

    ``message``, ``type`` and ``text`` are of what did not pass; ``output`` is what a case printed.
    """

    classname: str
    name: str
    seconds: float = 0.0
    outcome: str = ""
    message: str = ""
    type: str = ""
    text: str = ""
    output: str = ""


def junit_xml(
    name: str,
    cases: Sequence[JUnitCase],
    *,
    attributes: Mapping[str, str] | None = None,
    properties: Mapping[str, int] | None = None,
) -> str:
    """The document with one suite, which has further ``attributes`` and ``properties``.

    Characters that XML cannot have are replaced.
    """
    suites = Xml.Element("testsuites")
    counts = {
        tag: str(sum(case.outcome == outcome for case in cases))
        for tag, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    }
    total = {
        "name": _fit(name),
        "tests": str(len(cases)),
        **counts,
        "time": _seconds(sum(case.seconds for case in cases)),
    }
    suite = Xml.SubElement(suites, "testsuite", {**total, **(attributes or {})})
    if properties:
        element = Xml.SubElement(suite, "properties")
        for key, value in properties.items():
            Xml.SubElement(element, "property", name=key, value=str(value))
    for case in cases:
        _add(suite, case)
    Xml.indent(suites)
    text: str = Xml.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _add(suite: Xml.Element, case: JUnitCase) -> None:
    element = Xml.SubElement(
        suite,
        "testcase",
        classname=_fit(case.classname),
        name=_fit(case.name),
        time=_seconds(case.seconds),
    )
    if case.outcome:
        reason = Xml.SubElement(element, case.outcome, message=_fit(case.message), type=case.type)
        reason.text = _fit(case.text)
    if case.output:
        Xml.SubElement(element, "system-out").text = _fit(case.output)


def _seconds(value: float) -> str:
    return f"{value:.3f}"


def _fit(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)
