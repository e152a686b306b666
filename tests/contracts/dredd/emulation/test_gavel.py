"""Our reading of Gavel against Gavel itself, on pairs of messages."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from contracts.dredd.emulation.gavel import GavelJudge, Unjudgeable, node_headers, real_message
from contracts.exchange import Answer
from tests.contracts.conftest import RecordedVerdicts
from tests.contracts.dredd.emulation.side_by_side import locked_versions, needs_dredd

RUNNER = Path(__file__).with_name("gavel_runner.js")
DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_6 = "http://json-schema.org/draft-06/schema#"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"

Pair = dict[str, dict[str, Any]]


def gavel(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """What Gavel itself says, one result for each pair."""
    lines = "".join(f"{json.dumps(pair)}\n" for pair in pairs)
    done = subprocess.run(
        ["node", str(RUNNER)], input=lines, capture_output=True, encoding="utf-8", check=True
    )
    results = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert len(results) == len(pairs)
    return results


def ours(pair: Pair) -> str:
    """``valid``, ``invalid`` or ``error``."""
    try:
        return "invalid" if GavelJudge(pair["expected"]).problems(pair["real"]) else "valid"
    except Unjudgeable:
        return "error"


def gavels(result: dict[str, Any]) -> str:
    """The same for a result of Gavel's."""
    return "error" if result["error"] else "valid" if result["valid"] else "invalid"


#: Gavel's field for our rule; it adds the parser's own words to what is no JSON.
FIELDS = {"header": "headers", "status": "statusCode"}


def messages(pair: Pair) -> dict[str, list[str]]:
    """Our messages by Gavel's fields."""
    found: dict[str, list[str]] = {}
    for problem in GavelJudge(pair["expected"]).problems(pair["real"]):
        found.setdefault(FIELDS.get(problem.rule, "body"), []).append(problem.message)
    return found


def gavels_messages(result: dict[str, Any]) -> dict[str, list[str]]:
    """The messages of a result of Gavel's, by its fields."""
    return {
        name: [message.partition(":\n")[0] for message in found]
        for name, found in result["fields"].items()
        if found
    }


SCHEMA_MESSAGES: list[tuple[Any, str]] = [
    ({"required": ["version"]}, "{}"),
    ({"properties": {"a": {"required": ["b"]}}}, '{"a": {}}'),
    ({"type": "string"}, "[1]"),
    ({"type": ["string", "null"]}, "1"),
    ({"properties": {"a": {"type": "integer"}}}, '{"a": {"b": 1}}'),
    ({"type": "object"}, "null"),
    ({"enum": [1, "a"]}, '{"a": 1}'),
    ({"enum": [1, "a"]}, "[1, null, 2.0]"),
    ({"additionalProperties": False}, '{"c": 1}'),
    ({"minLength": 3}, '"a"'),
    ({"maximum": 3}, "4"),
    ({"minItems": 2}, "[1]"),
    ({"pattern": "^a"}, '"b"'),
    ({"format": "email"}, '"b"'),
    ({"const": 1}, "2"),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "2"),
    ({"oneOf": [{"type": "number"}, {"minimum": 1}]}, "2"),
]
EXAMPLE_MESSAGES = [
    ('{"version": 1}', "{}"),
    ('{"a": {"b": 1}}', '{"a": [1]}'),
    ("[1]", "{}"),
    ('[{"a": 1}]', "[2]"),
    ("true", "null"),
    ('{"a": 1}', "hello"),
]


def pair(expected: dict[str, Any], real: dict[str, Any]) -> Pair:
    return {
        "expected": {"statusCode": "200", "headers": {}, **expected},
        "real": {"statusCode": 200, "headers": {}, **real},
    }


def with_messages() -> list[Pair]:
    json_type = {"content-type": "application/json"}
    by_schema = [
        pair({"bodySchema": schema, "headers": json_type}, {"body": body, "headers": json_type})
        for schema, body in SCHEMA_MESSAGES
    ]
    by_example = [
        pair(
            {"body": example, "headers": {"Content-Type": "application/json", "X-A": "1"}},
            {"body": body, "headers": json_type, "statusCode": 201},
        )
        for example, body in EXAMPLE_MESSAGES
    ]
    return by_schema + by_example


@needs_dredd
def test_messages_are_gavels() -> None:
    pairs = with_messages()
    assert [messages(each) for each in pairs] == [gavels_messages(each) for each in gavel(pairs)]


TYPES = [
    *("application/json", "application/vnd.api+json", "application/json; charset=utf-8"),
    *("APPLICATION/JSON", "text/plain", "text/html", "application/json;charset", "text", ""),
    *("application/json, text/html", 'application/hal+json;v="1 2"', "*/*", " application/json"),
    *("application/json ; a=b", "application/json;", "application/a+json+xml"),
    *("application/+json", "application/x.y+json", "image/svg+xml"),
]
TEXTS = [
    *("", "hello", "hello\n", '{"a":1', "NaN", "[1,]", "Infinity", '{"a":NaN}', '\ufeff{"a":1}'),
    *(' {"a":1}\n', "1", '"x"', "null", '{"a":1,"a":2}', '"\t"', "\u00a01", "-0", "01", "1."),
    *("true ", "[]", "{}", "1.0", "1.5", "false"),
]


def media_types() -> list[Pair]:
    bodies = ('{"a": 1}', "hello")
    return [
        pair(
            {"headers": {"Content-Type": expected}, "body": body},
            {"headers": {"content-type": seen}, "body": body},
        )
        for expected in TYPES
        for seen in TYPES
        for body in bodies
    ]


def texts_and_scalars() -> list[Pair]:
    return [
        pair({"body": expected} if expected else {}, {"body": seen} if seen else {})
        for expected in TEXTS
        for seen in TEXTS
    ]


def headers() -> list[Pair]:
    values = ("a", "B", "")
    names = ("Content-Type", "ACCEPT", "Accept-Language", "Date", "Expires", "X-A", "Location")
    pairs = [
        pair({"headers": {name: expected}}, {"headers": {name.lower(): seen}})
        for name in names
        for expected in values
        for seen in (*values, "b")
    ]
    pairs += [pair({"headers": {name: "a"}}, {"headers": {"other": "a"}}) for name in names]
    pairs += [pair({"headers": {"Set-Cookie": "a=1"}}, {"headers": {"set-cookie": ["a=1"]}})]
    pairs += [pair({"headers": {"Accept": "a"}}, {"headers": {"accept": ["a"]}})]
    return pairs


SCALARS = [None, True, False, 0, 1, -1, 1.5, 1.0, "", "a", "1", "é", 2**53 + 1, 1e300]
NAMES = ["a", "b", "a/b", "~", "é", "", "constructor", "length"]


def value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random()
    if depth > 2 or kind < 0.5:
        return chance.choice(SCALARS)
    if kind < 0.8:
        names = chance.sample(NAMES, chance.randint(0, 3))
        return {name: value(chance, depth + 1) for name in names}
    return [value(chance, depth + 1) for _ in range(chance.randint(0, 3))]


def altered(chance: random.Random, old: Any) -> Any:
    """The value with something left out, added or replaced."""
    if isinstance(old, dict) and old:
        name = chance.choice(list(old))
        rest = {key: inner for key, inner in old.items() if key != name}
        return chance.choice([rest, {**old, "new": 1}, {**old, name: altered(chance, old[name])}])
    if isinstance(old, list) and old:
        return chance.choice([[], old[1:], [*old, 1], [altered(chance, old[0]), *old[1:]]])
    return value(chance, 1)


def examples_of_every_shape() -> list[Pair]:
    chance = random.Random(4)
    pairs = []
    for _ in range(1500):
        example = value(chance)
        seen = chance.choice([example, altered(chance, example), altered(chance, example)])
        pairs.append(pair({"body": json.dumps(example)}, {"body": json.dumps(seen)}))
    return pairs


SCHEMAS: list[Any] = [
    {},
    True,
    False,
    {"type": "object", "required": ["a"], "additionalProperties": False, "properties": {"a": {}}},
    {"type": ["string", "null"]},
    {"enum": [1, "a", None, {"a": 1}]},
    {"enum": []},
    {"enum": [1, 1]},
    {"const": 1},
    {"$schema": DRAFT_4, "const": 1},
    {"$schema": DRAFT_4, "minimum": 1, "exclusiveMinimum": True},
    {"$schema": DRAFT_4, "exclusiveMaximum": True},
    {"$schema": DRAFT_4, "maximum": 1, "exclusiveMaximum": False},
    {"minimum": 1, "exclusiveMinimum": True},
    {"$schema": DRAFT_7, "exclusiveMinimum": 1},
    {"$schema": DRAFT_6, "contains": {"type": "string"}},
    {"$schema": DRAFT_7, "if": {"required": ["a"]}, "then": {"required": ["b"]}},
    {"$schema": DRAFT_7.rstrip("#"), "propertyNames": {"pattern": "^a"}},
    {"$schema": "http://json-schema.org/schema#", "type": "object"},
    {"$schema": "https://json-schema.org/draft/2020-12/schema"},
    {"$schema": "http://json-schema.org/draft-03/schema#"},
    {"$schema": 7},
    {"type": "any"},
    {"type": []},
    {"required": True},
    {"anyOf": []},
    {"pattern": "["},
    {"patternProperties": {"(?:)": {"type": "string"}}},
    {"minItems": 2, "uniqueItems": True, "items": [{"type": "string"}], "additionalItems": False},
    {"dependencies": {"a": ["b"]}},
    {"multipleOf": 0.1},
    {"multipleOf": 1e-7},
    {"format": "color"},
    {"definitions": {"unused": {"format": "color"}}, "type": "object"},
    {"definitions": {"unused": {"$ref": "http://x/y"}}, "type": "object"},
    {"definitions": {"n": {"type": "number"}}, "properties": {"a": {"$ref": "#/definitions/n"}}},
    {"definitions": {"n": {}}, "$ref": "#/definitions/n", "type": "string", "maxLength": 0},
    {"definitions": {"n": {}}, "$ref": "#/definitions/n", "type": "string", "minimum": 0},
    {"definitions": {"n": {}}, "$ref": "#/definitions/n", "type": ["string", "null"]},
    {"$ref": "#/definitions/none"},
    {"$ref": "http://x/y"},
    {"$ref": DRAFT_7},
    {"id": "http://x/y", "definitions": {"n": {"const": 1}}, "items": {"$ref": "#/definitions/n"}},
    {"properties": {"a": {"$ref": "#"}}, "additionalProperties": {"type": "number"}},
    {"not": {"type": "string"}},
    {"oneOf": [{"type": "number"}, {"multipleOf": 1}]},
    {"maxLength": 1},
    [],
    "text",
    3,
    None,
]
SEEN: list[Any] = [
    *(None, True, 0, 1, 1.0, 0.3, 2, 1.5, 1e22, "", "a", "é", "🎉", "2020-01-01"),
    *([], [1], ["a", "a"], ["a", 1], [1.0, True], {}, {"a": 1}, {"a": "x", "b": 2}, {"b": []}),
    *({"a": {"a": "x"}}, {"c": 1}, {"a": 1, "b": "x"}),
]


def schemas_of_every_draft() -> list[Pair]:
    return [
        pair({"bodySchema": json.dumps(schema)}, {"body": json.dumps(seen)})
        for schema in SCHEMAS
        for seen in SEEN
        if schema is not None
    ]


def schemas_that_are_not_json() -> list[Pair]:
    texts = ("{", '{"type": "object",}', "NaN", "nothing")
    return [pair({"bodySchema": text}, {"body": "{}"}) for text in texts]


FORMATS = {
    "date": ["2020-01-01", "2020-19-39", "2020-20-01", "20-1-1", "2020-01-01T", "２020-01-01"],
    "time": ["10:00:00", "10:00:00Z", "23:59:60z", "24:00:00", "30:00:00", "10:00", "1:00:00"],
    "date-time": [
        *("2020-01-01T10:00:00Z", "2020-01-01t10:00:00+01", "2020-01-01 10:00:00.5-01:00"),
        *("2020-01-01T10:00:00", "2020-01-01", "2020-01-01T10:00:00ZZ"),
    ],
    "uri": ["http://a.b/c", "a:b", "a:", "//a", "/a", "a b:c", "a:b c", "1a:b", "A+-.b:"],
    "uri-reference": ["", "/x#y", "a b", "#", "\\", "a#b#c", "http://a", "//a/b?c"],
    "uri-template": ["", "/{x}", "{+x*}", "{x:3}", "{x", "{}", "{x,y}", "<", "%41", "%4"],
    "email": ["a@b", "a@b.c", "a", "@b", "a@", "a b@c", "é@b", "a@-b", "a@b-.c", "A.b+c@d"],
    "hostname": ["a", "a.b", "a.b.", "-a", "a-", "a..b", "", "A1.b-c", "a" * 64, "a_b"],
    "ipv4": ["1.2.3.4", "256.1.1.1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "001.1.1.1"],
    "ipv6": [
        *("::1", "fe80::1%eth0", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8", "1::2::3", "g::", ""),
        *(" ::1 ", "1:2:3:4:5:6:7", "12345::", "::"),
    ],
    "uuid": [
        *("123e4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000", ""),
        "urn:uuid:123E4567-e89b-12d3-a456-426614174000",
    ],
    "regex": ["a", "[", "(?=a)", "(", "\\d+"],
    "json-pointer": ["", "/", "/a~0b", "/a~", "a", "/a/b"],
    "json-pointer-uri-fragment": ["#", "#/a", "", "#a", "#/%41", "#/~0"],
    "relative-json-pointer": ["0", "1/a", "0#", "01", "/a", ""],
    "url": ["http://example.com:80/x", "ftp://a.bc", "http://a", "a.bc", "http://a b.cd", ""],
}


def formats() -> list[Pair]:
    return [
        pair({"bodySchema": json.dumps({"format": name})}, {"body": json.dumps(text)})
        for name, texts in FORMATS.items()
        for text in texts
    ]


TABLES: dict[str, Callable[[], list[Pair]]] = {
    made.__name__: made
    for made in (
        *(media_types, texts_and_scalars, headers, examples_of_every_shape, formats),
        *(schemas_of_every_draft, schemas_that_are_not_json),
    )
}
#: Gavel itself is asked for each so manieth verdict of a table, and for all when they are recorded.
SAMPLED = 25


@pytest.mark.parametrize("name", TABLES)
def test_our_verdicts_are_gavels(name: str, recorded_verdicts: RecordedVerdicts) -> None:
    pairs = TABLES[name]()
    judged = [locked_versions("gavel"), RUNNER.read_text(encoding="utf-8"), pairs]
    theirs = recorded_verdicts(
        f"gavel/{name}", judged, lambda: [gavels(each) for each in gavel(pairs)]
    )
    assert {"valid", "invalid"} <= set(theirs) or set(theirs) == {"error"}
    different = [
        (pair, word) for pair, word in zip(pairs, theirs, strict=True) if ours(pair) != word
    ]
    assert different == []


@needs_dredd
def test_gavel_says_what_is_recorded() -> None:
    pairs = [each for made in TABLES.values() for each in made()[::SAMPLED]]
    assert [ours(each) for each in pairs] == [gavels(each) for each in gavel(pairs)]


def test_problems_say_where_and_what() -> None:
    judge = GavelJudge(
        {
            "statusCode": "200",
            "headers": {"Content-Type": "application/json"},
            "body": '{"a": {"b/c": 1}}',
        }
    )
    real = {"statusCode": 404, "headers": {"content-type": "text/html"}, "body": '{"a": {}}'}
    found = [(problem.rule, problem.place, problem.message) for problem in judge.problems(real)]
    assert found == [
        ("header", "header:content-type", "At '/content-type' No enum match for: \"text/html\""),
        ("body", "/a/b~1c", "At '/a/b~1c' Missing required property: b/c"),
        ("status", "status", "Expected status code '200', but got '404'."),
    ]


@pytest.mark.parametrize(
    ("headers", "joined"),
    [
        ((("X-A", "1"), ("x-a", "2")), {"x-a": "1, 2"}),
        ((("Content-Type", "a"), ("content-type", "b")), {"content-type": "a"}),
        ((("Set-Cookie", "a=1"),), {"set-cookie": ["a=1"]}),
        ((("Cookie", "a"), ("Cookie", "b")), {"cookie": "a; b"}),
    ],
)
def test_repeated_headers_are_joined_as_node_does(
    headers: tuple[tuple[str, str], ...], joined: dict[str, Any]
) -> None:
    assert node_headers(headers) == joined


def test_a_body_that_is_no_text_is_compared_in_base64() -> None:
    message = real_message(Answer(200, (), b"\xff\x00"))
    assert (message["body"], message["bodyEncoding"]) == ("/wA=", "base64")


def test_an_empty_body_is_no_body() -> None:
    assert "body" not in real_message(Answer(200))
