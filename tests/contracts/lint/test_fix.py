"""``--fix`` fixes what it says it fixes, and changes nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.cli.main import main
from contracts.lint import RULES, LintDiagnostic
from contracts.lint.finding import Edit
from contracts.lint.fix import applied
from contracts.model import Diagnostic, Location, Severity
from contracts.project.blueprint import Blueprint, read
from contracts.project.fixing import Fixes, fix
from contracts.read.source import Unsaved
from tests.contracts.lint.cases import Case, cases

CASES = cases()
FIXABLE = [c for c in CASES if c.fires and RULES[c.code].fixable]


def fixes_of(path: Path) -> Fixes:
    return fix(lambda unsaved: read(path, cache=None, files=Unsaved(unsaved)))


def codes(found: Blueprint) -> Counter[str]:
    return Counter(each.code for each in found.diagnostics)


@pytest.mark.parametrize("case", FIXABLE, ids=str)
def test_the_finding_is_gone_and_nothing_new_is_found(case: Case, tmp_path: Path) -> None:
    before = codes(case.read(tmp_path))
    fixes = fixes_of(tmp_path / "api.apib")
    after = codes(fixes.blueprint)
    assert fixes.after, "nothing was fixed"
    assert case.code not in after
    # A name that is percent-encoded as it should be is one that Dredd does not know: a note.
    assert (after - before).keys() <= {"parameter-ambiguous"}


def test_an_empty_text_between_quotation_marks_is_found_and_left(tmp_path: Path) -> None:
    """MSON has no empty text to write instead."""
    case = next(c for c in FIXABLE if c.code == "value-quoted")
    path = case.write(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('kind: "report"', 'kind: ""'), encoding="utf-8")
    fixed = fixes_of(path)
    (left,) = [each for each in fixed.blueprint.findings if each.diagnostic.code == "value-quoted"]
    assert (left.edits, 'kind: ""' in fixed.after[str(path)].decode()) == ((), True)


def test_the_name_of_a_type_is_found_and_left(tmp_path: Path) -> None:
    """It may stand in places that are not seen here: people must decide."""
    case = next(c for c in FIXABLE if c.code == "name-not-dasherized")
    path = case.write(tmp_path)
    text = path.read_text(encoding="utf-8").replace("home_town", "home-town")
    path.write_text(text.replace('"type": "thing"', '"type": "thing_part"'), encoding="utf-8")
    fixed = fixes_of(path)
    found = [each for each in fixed.blueprint.findings if each.diagnostic.code == case.code]
    assert [(each.edits, "'thing_part'" in each.diagnostic.message) for each in found] == [
        ((), True)
    ]
    assert fixed.after == {}


@pytest.mark.parametrize("case", FIXABLE, ids=str)
def test_fixing_twice_is_fixing_once(case: Case, tmp_path: Path) -> None:
    path = case.write(tmp_path)
    for name, data in fixes_of(path).after.items():
        Path(name).write_bytes(data)
    assert not fixes_of(path).after


def test_every_fixable_rule_is_fixed_in_a_case() -> None:
    assert {c.code for c in FIXABLE} == {code for code, rule in RULES.items() if rule.fixable}


def _found(*edits: Edit) -> LintDiagnostic:
    return LintDiagnostic(Diagnostic("x-y", Severity.ERROR, "", edits[0].location), edits)


def _edit(line: int, column: int, old: str, new: str) -> Edit:
    return Edit(Location("a", line, column), old, new)


@pytest.mark.parametrize(
    ("fixes", "expected"),
    [
        ([[_edit(1, 1, "one", "1")]], b"1 two\nthree\n"),
        ([[_edit(1, 5, "two", "2"), _edit(2, 1, "three", "3")]], b"one 2\n3\n"),
        # What does not stand there, or not any more, leaves its whole fix out.
        ([[_edit(1, 1, "two", "2")]], None),
        ([[_edit(1, 1, "one", "1"), _edit(2, 1, "four", "4")]], None),
        ([[_edit(9, 1, "one", "1")]], None),
        ([[_edit(1, 1, "one", "1")], [_edit(1, 2, "ne two", "!")]], b"1 two\nthree\n"),
        # The same edit of two findings is made once.
        ([[_edit(1, 1, "one", "1")], [_edit(1, 1, "one", "1")]], b"1 two\nthree\n"),
    ],
)
def test_a_fix_is_made_whole_or_not_at_all(fixes: list[list[Edit]], expected: bytes | None) -> None:
    changed = applied({"a": b"one two\nthree\n"}, [_found(*edits) for edits in fixes])
    assert changed == ({} if expected is None else {"a": expected})


ROOT = """\
FORMAT: 1A

# Café API

<!-- include(parts/thing.apib) -->
"""
PART = """\
# Group Dinge 漢字

## Thing [/things/{id}]

+ Parameters
    + id: `1` (string, required)

### Read [GET]
Liest é.

+ Response 200 (application/vnd.api+json)

        {
          "data": {"type": "thing", "id": 1,
            "attributes": {"name": "é 漢字 🎈", "rank": 1}}
        }
"""
FIXED = PART.replace('"id": 1,', '"id": "1",')


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTRACT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "parts").mkdir()
    (tmp_path / "api.apib").write_bytes(ROOT.encode())
    (tmp_path / "parts" / "thing.apib").write_bytes(PART.encode())
    return tmp_path


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lint", "api.apib", "--select", "jsonapi-id", *arguments])


def test_the_included_file_is_fixed_and_the_root_is_not(folder: Path) -> None:
    result = lint("--fix")
    assert result.exit_code == 0, result.output
    assert (folder / "parts" / "thing.apib").read_bytes() == FIXED.encode()
    assert (folder / "api.apib").read_bytes() == ROOT.encode()
    assert "thing.apib: fixed" in result.output


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_the_byte_order_mark_stay(folder: Path, end: str, mark: bytes) -> None:
    part = folder / "parts" / "thing.apib"
    part.write_bytes(mark + PART.replace("\n", end).encode())
    lint("--fix")
    assert part.read_bytes() == mark + FIXED.replace("\n", end).encode()


def test_mixed_line_ends_stay_mixed(folder: Path) -> None:
    part = folder / "parts" / "thing.apib"
    mixed = PART.replace("\n", "\r\n", 9)
    part.write_bytes(mixed.encode())
    lint("--fix")
    assert part.read_bytes() == mixed.replace('"id": 1,', '"id": "1",').encode()


def test_a_file_that_is_not_utf_8_is_left_alone(folder: Path) -> None:
    part = folder / "parts" / "thing.apib"
    data = PART.replace(" 漢字", "").replace(" 🎈", "").encode("latin-1")
    part.write_bytes(data)
    assert lint("--fix").exit_code == 1
    assert part.read_bytes() == data


def test_an_include_that_is_indented_is_fixed_in_its_own_columns(folder: Path) -> None:
    (folder / "api.apib").write_text(
        "FORMAT: 1A\n\n# API\n\n## Thing [/things]\n\n### Read [GET]\nReads.\n\n"
        "+ Response 200 (application/vnd.api+json)\n    + Body\n\n"
        "            <!-- include(body.json) -->\n",
        encoding="utf-8",
    )
    body = folder / "body.json"
    body.write_text('{"data": {"type": "thing", "id": 7, "attributes": {}}}\n', encoding="utf-8")
    lint("--fix")
    assert body.read_text(encoding="utf-8").startswith('{"data": {"type": "thing", "id": "7",')


def test_a_dry_run_shows_the_change_and_makes_none(folder: Path) -> None:
    result = lint("--fix", "--diff")
    assert result.exit_code == 1
    assert '-          "data": {"type": "thing", "id": 1,' in result.output
    assert '+          "data": {"type": "thing", "id": "1",' in result.output
    assert (folder / "parts" / "thing.apib").read_bytes() == PART.encode()


def test_a_dry_run_of_a_clean_blueprint_is_empty(folder: Path) -> None:
    (folder / "parts" / "thing.apib").write_bytes(FIXED.encode())
    result = lint("--diff")
    assert (result.exit_code, result.output) == (0, "")


def test_what_is_suppressed_is_not_fixed(folder: Path) -> None:
    part = folder / "parts" / "thing.apib"
    text = PART.replace("### Read", "<!-- contract: ignore jsonapi-id -->\n### Read")
    part.write_bytes(text.encode())
    lint("--fix")
    assert part.read_bytes() == text.encode()


def test_a_name_that_is_there_in_both_spellings_is_left_to_people(folder: Path) -> None:
    names = '"first-name": "a", "last-name": "b", "zip-code": "c"'
    document = '        {"data": {"type": "thing", "id": "%s", "attributes": {%s}}}\n'
    part = folder / "parts" / "thing.apib"
    text = PART[: PART.index("        {")] + document % (1, names + ', "zip_code": "d"')
    part.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["lint", "api.apib", "--fix"])
    assert "name-not-dasherized" in result.output
    assert part.read_text(encoding="utf-8") == text


def test_a_body_that_the_parser_misread_is_fixed_where_its_lines_stand(folder: Path) -> None:
    """Its lines have lost more blanks than stand before its first one."""
    part = folder / "parts" / "thing.apib"
    body = '      {\n        "data": {\n          "type": "thing",\n          "id": 1,\n'
    body += '          "attributes": {}\n        }\n      }\n'
    text = PART[: PART.index("        {")] + "    + Body\n\n" + body
    part.write_text(text, encoding="utf-8")
    found = read("api.apib", cache=None).findings
    assert "jsonapi-id" in [each.diagnostic.code for each in found]
    lint("--fix", "--select", "jsonapi-id")
    assert part.read_text(encoding="utf-8") == text.replace('"id": 1,', '"id": "1",')


def test_a_file_that_cannot_be_written_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    result = lint("--fix")
    assert result.exit_code == 1
    assert "thing.apib cannot be written: Permission denied" in result.output


def test_only_lines_that_are_indented_wrongly_are_edited(tmp_path: Path) -> None:
    """Neither a blank line of the body nor one that is where it should be."""
    lines = ["{", '    "a": 1,', "", '      "b": [', "        2", "    ]", "}"]
    body = "".join(f"            {line}\n" if line else "\n" for line in lines)
    path = tmp_path / "api.apib"
    head = "FORMAT: 1A\n# A\n\n## Things [/things]\n\n### Read [GET]\nReads.\n\n"
    path.write_text(f"{head}+ Response 200 (application/json)\n\n    + Body\n\n{body}")
    found = [each for each in read(path, cache=None).findings if each.edits]
    (edits,) = [each.edits for each in found if each.diagnostic.code == "body-indentation"]
    assert [edit.location.line for edit in edits] == [16]
    fixed = fixes_of(path).after[str(path)].decode()
    assert fixed == path.read_text().replace('  "b"', '"b"')


def test_members_that_were_part_of_a_description_are_members_once_fixed(tmp_path: Path) -> None:
    case = next(c for c in FIXABLE if c.code == "member-undeclared")
    lost = case.read(tmp_path).contract.schemas
    found = fixes_of(tmp_path / "api.apib").blueprint.contract.schemas
    assert not lost["Person"].members
    assert [member.name for member in found["Person"].members] == ["name", "age", "home"]
    assert (lost["Color"].choices, found["Color"].choices) == ((), ("red", "blue"))
    assert found["House"].member("address", "street")
    assert found["Large House"].member("size")
