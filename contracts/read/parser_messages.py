"""drafter's messages reworded: what is wrong, and what to write instead.

Each entry has a pattern of drafter's message, ours with the pattern's groups, and the hint. A
message that no pattern matches stays as it is. The module is longer than others
because it is one table: an order of its own decides which pattern counts.
"""

from __future__ import annotations

import re
from typing import Final

#: Drafter's message; ours; the hint. The first pattern that is found counts.
MESSAGES: Final[tuple[tuple[str, str, str], ...]] = (
    # Data structures (MSON)
    (
        r"base type '(?P<a>.*)' is not defined in the document",
        "the type {a!r} is not declared",
        "declare it under `# Data Structures`, or correct its name",
    ),
    (
        r"named type '(?P<a>.*)' is defined more than once",
        "the type {a!r} is declared twice",
        "rename one of the two types",
    ),
    (
        r"named type with name '(?P<a>.*)' already exists",
        "the type {a!r} is declared twice",
        "rename one of the two types; a resource with Attributes is a type, too",
    ),
    (
        r"named type '(?P<a>.*)' is circularly referencing itself by mixin",
        "the type {a!r} includes itself",
        "remove one of the Includes",
    ),
    (
        r"'(?P<a>.*)' circularly referencing itself",
        "the type {a!r} inherits from or includes itself",
        "let one of the types start from object, and remove one of the Includes",
    ),
    (
        r"mixin base type should be the same",
        "an Include of another base type",
        "include objects in objects, and arrays in arrays",
    ),
    (
        r"mixin type may not include a type of a primitive",
        "an Include of a string, number or boolean",
        "include an object or an array, or add a member of this type",
    ),
    (
        r"ignoring unrecognized type attribute",
        "one of the words in parentheses is neither a type nor an attribute",
        "write one type, then attributes: `(string, required)`",
    ),
    (
        r"nested types should be present only for types which are sub typed from",
        "only arrays and enums have a type in brackets",
        "write `array[Type]` or `enum[Type]`",
    ),
    (
        r"one of type must have nested members",
        "a One Of has no options",
        "indent its options below it",
    ),
    (
        r"one.of (?:can not|may) be a nested member",
        "a One Of is in something other than an object",
        "use One Of in objects only",
    ),
    (
        r"sub-types of primitive types should not have nested members",
        "a string, number or boolean has members",
        "write `(object)`, or remove the members",
    ),
    (
        r"'object' with value definition|of type 'object' contains value",
        "an object has a value of its own",
        "write its members on lines of their own, indented",
    ),
    (
        r"sample and/or default type section .*cannot have value",
        "the Sample or Default of an object has a value beside the keyword",
        "write its members on lines of their own, indented",
    ),
    (
        r"sample and default type sections cannot have",
        "a Sample or Default has a type of its own",
        "remove the type",
    ),
    (
        r"type section `(?P<a>[^`]*)`",
        "the section {a!r} does not belong to this type",
        "use Items for arrays, Members for enums, Properties for objects",
    ),
    (
        r"no value present when '(?P<a>.*)' is specified",
        "a {a} without a value",
        "write the value before the parentheses: `name: value ({a})`",
    ),
    (
        r"cannot use '(?P<a>.*)' and '(?P<b>.*)' together",
        "{a!r} and {b!r} contradict each other",
        "keep one of the two",
    ),
    (
        r"only one value is supported for primitive types",
        "several values for one string, number or boolean",
        "write one value, or an array",
    ),
    (
        r"invalid value for 'boolean' type",
        "a boolean is true or false",
        "write `true` or `false`, or change the type",
    ),
    (
        r"invalid value format for 'number' type",
        "the value is not a number",
        "write a number, or change the type",
    ),
    (
        r"(?P<a>\S+)'? is a reserved keyword",
        "{a} is a word of MSON and cannot be a name",
        "put it between backticks, or rename it",
    ),
    (
        r"please escape the name of the data structure using backticks",
        "the name of the type has characters that MSON reserves",
        "put it between backticks",
    ),
    (
        r"multiple variables in property definition",
        "a property with several variable names",
        "write one `*variable*` for each property",
    ),
    (
        r"'variable named property' must be",
        "the type of a variable property name is not a string",
        "give it a type that goes back to string",
    ),
    (
        r"unable to render JSON",
        "no example can be made of the attributes",
        "check the types and values that they use",
    ),
    (
        r"no (?:identifier|value\(s\)) specified",
        "an item without a name or value",
        "write `+ name: value (type)`",
    ),
    # Parameters
    (
        r"specifying parameter '(?P<a>.*)' as required supersedes its default",
        "the parameter {a!r} is required and has a default",
        "write `optional`, or an example instead of the default",
    ),
    (
        r"the (?P<b>example|default) value '(?P<c>.*)' of parameter '(?P<a>.*)' is not in its list",
        "the {b} {c!r} of the parameter {a!r} is not among its values",
        "add it to the Members, or use one of them",
    ),
    (
        r"overshadowing previous parameter '(?P<a>.*)' definition",
        "the parameter {a!r} is described twice",
        "remove one of the two",
    ),
    (
        r"overshadowing previous 'values' definition",
        "the values of a parameter are given twice",
        "keep one Members section",
    ),
    (
        r"no possible values specified for parameter '(?P<a>.*)'",
        "the parameter {a!r} has an empty list of values",
        "write one value an item below `+ Members`",
    ),
    (
        r"no parameters specified",
        "a Parameters section without parameters",
        "write one parameter an item, indented: `+ id: 1 (number, required)`",
    ),
    (
        r"ignoring additional content after 'parameters' keyword",
        "text after the keyword Parameters is ignored",
        "write one parameter an item, indented, below it",
    ),
    (
        r"unable to parse additional parameter traits",
        "the parentheses of a parameter are not understood",
        "write `(type, required)` or `(type, optional)`",
    ),
    (
        r"ignoring parameters section in a non request payload",
        "Parameters of a response are ignored",
        "move them to the request, action or resource",
    ),
    (
        r"the 'headers' section at this level is deprecated",
        "Headers of a resource or action are an old form",
        "write them in each request or response",
    ),
    # Payloads
    (
        r"headers is expected to be a pre-formatted",
        "the headers are not indented as a code block",
        "leave a line empty and indent each header by 12 spaces, one `Name: value` a line",
    ),
    (
        r"(?P<a>[\w-]+)(?: asset)? is expected to be a pre-formatted.* (?P<b>\d+) spaces",
        "the {a} is not indented as a code block",
        "leave a line empty and indent each line by {b} spaces",
    ),
    (
        r"excessive indentation, (?P<a>\S+) section is expected to be indented by just (?P<b>\d+)",
        "the {a} is indented too far",
        "indent it by {b} spaces",
    ),
    (
        r"(?P<a>\S+) section is not expected to be indented",
        "the {a} is indented and must not be",
        "begin it at the start of the line",
    ),
    (
        r"list item is expected to be indented by 4 spaces",
        "an item is not indented as part of the one above",
        "indent it by 4 spaces for each level",
    ),
    (
        r"dangling message-body",
        "text is where no body can be",
        "indent it by 12 spaces below `+ Body`, or by 8 below the request or response",
    ),
    (
        r"found a possible '(?P<a>.*)' model reference|a reference must be directly in",
        "the reference to a model is read as text",
        "write it directly below the request or response, indented by 4 spaces, and nothing else",
    ),
    (
        r"[Ii]gnoring extraneous content after model reference",
        "content after the reference to a model is ignored",
        "write the reference alone, or the payload without it",
    ),
    (
        r"ignoring additional (?P<a>\S+) header\(s\)",
        "headers beside the reference to a model are ignored",
        "write them in the model",
    ),
    (
        r"ignoring additional '(?P<a>body|schema)' content",
        "a second {a} of one payload is ignored",
        "keep one of the two",
    ),
    (
        r"missing response HTTP status code",
        "the response has no status",
        "write `+ Response 200`",
    ),
    (
        r"no valid headers specified",
        "a Headers section without headers",
        "write one `Name: value` a line, indented by 12 spaces",
    ),
    (
        r"unable to parse HTTP header",
        "a line of the headers is not a header",
        "write one `Name: value` a line, indented by 12 spaces",
    ),
    (
        r"missing colon after header name '(?P<a>.*)'",
        "the header {a!r} has no colon",
        "write `{a}: value`",
    ),
    (
        r"HTTP header name '(?P<a>.*)' contains illegal character",
        "{a!r} cannot be the name of a header",
        "names have letters, digits and dashes",
    ),
    (
        r"HTTP header '(?P<a>.*)' has no value",
        "the header {a!r} has no value",
        "write `{a}: value`",
    ),
    (
        r"duplicate definition of '(?P<a>.*)' header",
        "the header {a!r} is there twice",
        "keep one of the two",
    ),
    (
        r"the response for HEAD request MUST NOT include",
        "the response to HEAD has a body, which HTTP does not allow",
        "leave it out",
    ),
    (
        r"the (?P<b>response for \d+|\d+ response).*(?P<a>message-body|Content-Length|Transfer).*",
        "the {b} has a {a}, which HTTP does not allow",
        "leave it out, or change the status",
    ),
    (
        r"(?P<a>request|response) payload `(?P<b>.*)` already defined for `(?P<c>\w+)` method",
        "{c} has a second {a} {b!r} here",
        "give each request a name of its own, and put a + Request before each + Response",
    ),
    (
        r"unable to parse (?P<a>\w+) signature",
        "the line of a {a} is not understood",
        "write `+ Request Name (media/type)` or `+ Response 200 (media/type)`",
    ),
    (
        r"empty (?P<a>request|response|message-body|\S+)\b",
        "an empty {a}",
        "give it a body, headers or attributes, or remove it",
    ),
    # Models
    (
        r"Undefined resource model (?P<a>.*)",
        "there is no model {a!r}",
        "a model is called like its resource; correct the name, or add `+ Model` there",
    ),
    (
        r"resource model can be specified only for a named resource",
        "a model of a resource without a name",
        "write `## Name [/path]`",
    ),
    (
        r"overshadowing previous model|a single model only",
        "a resource with two models",
        "keep one of the two",
    ),
    (
        r"symbol '(?P<a>.*)' already defined",
        "there are two models {a!r}",
        "rename one of the two resources",
    ),
    # Resources, actions, groups
    (
        r"action with method '(?P<a>\w+)' already defined for resource '(?P<b>.*)'",
        "{b} has a second action {a}",
        "write the further cases as requests of one action",
    ),
    (
        r"the resource '(?P<a>.*)' is already defined",
        "the resource {a} is there already",
        "put the actions of both below one heading",
    ),
    (
        r"group '(?P<a>.*)' is already defined",
        "the group {a!r} is there already",
        "put the resources of both below one heading, or rename one",
    ),
    (
        r"(?:anonymous group|group) .*already defined",
        "resources stand outside of groups in two places",
        "give them a group",
    ),
    (
        r"action is missing a response for",
        "a request without a response",
        "add `+ Response 200` after it",
    ),
    (
        r"action is missing a response",
        "an action without a response",
        "add `+ Response 200` below it",
    ),
    (
        r"unexpected action '?(?P<a>[^',]*)'?, to define multiple actions",
        "{a} is where no further action can be",
        "give the resource a heading `# Name [/path]` and its actions headings `## Name [GET]`",
    ),
    (
        r"URI path in '(?P<a>.*)' is not absolute",
        "the path of {a} has no leading slash",
        "begin it with `/`",
    ),
    (
        r"unexpected header block",
        "the heading is none of a group, a resource or an action",
        "write `# Group X`, `## X [/path]` or `### X [GET]`",
    ),
    (
        r"relation identifier",
        "the name of a relation has other characters than a-z, 0-9, dash and dot",
        "write `+ Relation: name`",
    ),
    (
        r"expected API name",
        "the API has no name",
        "begin the blueprint with `# Name of the API`",
    ),
    (
        r"ignoring possible metadata",
        "a line before the API's name is no metadata",
        "write one `NAME: value` a line, then an empty line",
    ),
    (
        r"ignor(?:n)?ing unrecogni[sz]ed block",
        "this is read as no part of the blueprint, and ignored",
        "check the indentation, and the keyword's spelling",
    ),
    (
        r"expected list item block",
        "an item of a list is expected here",
        "write `+ …`, indented for where it belongs",
    ),
    (
        r"expected header block",
        "a heading is expected here",
        "write `# …`",
    ),
    (
        r"parser exception",
        "the parser failed inside",
        "remove what was added last, until it reads again, and report it",
    ),
)
_COMPILED: Final = tuple((re.compile(pattern), own, hint) for pattern, own, hint in MESSAGES)


SHOWN: Final = 200
LONGEST: Final = 2_000
"""Characters of a message that is looked at; a longer one quotes a name without end."""


def in_our_words(message: str) -> tuple[str, str]:
    """The message and the hint for one of drafter's; its own words where no pattern matches."""
    if len(message) > LONGEST:
        return f"{message[:SHOWN]} … {message[-SHOWN:]}".strip(), ""
    for pattern, own, hint in _COMPILED:
        match = pattern.search(message)
        if match is not None:
            groups = {name: (value or "").strip() for name, value in match.groupdict().items()}
            return own.format(**groups), hint.format(**groups)
    return message.strip(), ""
