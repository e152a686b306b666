"""An OpenAPI document without what has the wrong JSON type: nobody can be sure of the rest.

Names that authors choose (of schemas, properties, paths) may be anything, also those of keywords.
"""

from __future__ import annotations

from typing import Any, Final

_OBJECT: Final = (
    *("info", "components", "requestBody", "schema", "items", "additionalProperties", "get"),
    *("put", "post", "delete", "options", "head", "patch", "trace", "securitySchemes"),
    *("securityDefinitions", "variables"),
)
_LIST: Final = (
    *("tags", "enum", "allOf", "oneOf", "anyOf", "servers", "security"),
    *("consumes", "produces", "schemes"),
)
_TEXT: Final = (
    *("description", "summary", "operationId", "name", "in", "format", "$ref", "title", "host"),
    *("basePath", "url"),
)
#: What holds values by names of the author's; the values are objects.
_NAMED: Final = (
    *("properties", "schemas", "paths", "responses", "content", "headers", "definitions"),
    *("patternProperties", "encoding"),
)
_VALUES: Final = ("example", "examples", "default", "const")
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    **dict.fromkeys(_OBJECT, (dict,)),
    **dict.fromkeys(_LIST, (list,)),
    **dict.fromkeys(_TEXT, (str,)),
    **dict.fromkeys(_NAMED, (dict,)),
    "type": (str, list),
    "required": (list, bool),
    "parameters": (list, dict),
}


def well_formed(value: Any) -> Any:
    """A copy of ``value`` without members of the wrong type."""
    if isinstance(value, list):
        return [well_formed(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        str(key): _member(str(key), each)
        for key, each in value.items()
        if isinstance(each, _TYPES.get(str(key), (object,)))
    }


def _member(key: str, value: Any) -> Any:
    if key in _VALUES or key == "enum":
        return value
    if key == "required" and isinstance(value, list):
        return [each for each in value if isinstance(each, str)]
    if key == "parameters" and isinstance(value, list):
        return [well_formed(each) for each in value if isinstance(each, dict)]
    if key in _NAMED or (key == "parameters" and isinstance(value, dict)):
        named = {str(n): each for n, each in value.items() if isinstance(each, dict)}
        return {name: well_formed(each) for name, each in named.items()}
    return well_formed(value)
