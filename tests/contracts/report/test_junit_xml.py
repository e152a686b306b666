"""JUnit XML: its counts, and text that XML cannot hold."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from contracts.report.junit_xml import JUnitCase, junit_xml

CASES = (
    JUnitCase("a", "passes", 0.25, output="printed"),
    JUnitCase("a", "fails", 1.5, "failure", "wrong", "status", "the\x00 text\ud800"),
    JUnitCase("b", "fails as well", 0.1, "failure"),
    JUnitCase("b", "cannot run\x1b", 0.0004, "error", "no\ufffe"),
    JUnitCase("b", "is left out", 0.0, "skipped", "later"),
)


def test_a_suite_counts_its_cases_by_outcome() -> None:
    root = Xml.fromstring(junit_xml("API\x07", CASES, attributes={"hostname": "here"}))
    (suite,) = root
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    assert suite.attrib == {
        "name": "API\ufffd",
        "tests": "5",
        "failures": "2",
        "errors": "1",
        "skipped": "1",
        "time": "1.850",
        "hostname": "here",
    }
    assert suite.find("properties") is None


def test_a_case_has_its_reason_and_what_it_printed() -> None:
    text = junit_xml("API", CASES, properties={"seed": 17})
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<testsuites>')
    (suite,) = Xml.fromstring(text)
    (properties,) = suite.findall("properties/property")
    assert properties.attrib == {"name": "seed", "value": "17"}
    passed, failed, _, unable, skipped = suite.findall("testcase")
    assert passed.attrib == {"classname": "a", "name": "passes", "time": "0.250"}
    assert [(each.tag, each.text) for each in passed] == [("system-out", "printed")]
    (reason,) = failed
    assert (reason.tag, reason.attrib) == ("failure", {"message": "wrong", "type": "status"})
    assert reason.text == "the\ufffd text\ufffd"
    assert unable.attrib["name"] == "cannot run\ufffd"
    assert [each.attrib["message"] for each in unable] == ["no\ufffd"]
    assert [each.tag for each in skipped] == ["skipped"]
