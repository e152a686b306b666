"""Parameters sections: the variables of a URI template, described ("URI Parameters")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from contracts.build.mson_text import item_description
from contracts.build.mson_types import MEANINGS
from contracts.model import Kind, Parameter, StrayParameter
from contracts.read.elements import Variable
from contracts.read.source import Source
from contracts.text.uri import TemplateVariable, template_variables

_ARRAY: Final = re.compile(r"array\s*(?:\[(?P<items>[^\[\],]*)\])?", re.IGNORECASE)
_PLAIN: Final[dict[str, Kind]] = {"number": "number", "boolean": "boolean", "object": "object"}


@dataclass(frozen=True, slots=True)
class ParameterReader:
    """Reads the described variables of one source."""

    source: Source

    def all(self, template: str, variables: tuple[Variable, ...]) -> tuple[Parameter, ...]:
        """The parameters in template order; those that the template lacks stay out."""
        declared = {unquote(variable.name): variable for variable in variables}
        parameters = []
        for place in template_variables(template):
            variable = declared.get(unquote(place.spelling))
            if variable is not None:
                parameters.append(self._parameter(variable, place))
        return tuple(parameters)

    def stray(self, variables: Iterable[Variable], *templates: str) -> tuple[StrayParameter, ...]:
        """The described variables that none of the templates has."""
        declared = (v for template in templates for v in template_variables(template))
        known = {unquote(variable.spelling) for variable in declared}
        return tuple(
            StrayParameter(variable.name, self.source.location(variable.offset))
            for variable in variables
            if unquote(variable.name) not in known
        )

    def _parameter(self, variable: Variable, place: TemplateVariable) -> Parameter:
        kind, items, meaning = parameter_type(variable.type)
        return Parameter(
            name=unquote(place.spelling),
            spelling=place.spelling,
            place=place.place,
            kind=kind,
            items=items,
            explode=place.explode,
            reserved=place.reserved,
            required=variable.required,
            description=variable.description,
            format=meaning,
            example=variable.example,
            default=variable.default,
            choices=variable.choices,
            choice_descriptions=self._choice_descriptions(variable),
            location=self.source.location(variable.offset),
        )

    def _choice_descriptions(self, variable: Variable) -> tuple[str, ...]:
        descriptions = tuple(
            item_description(self.source.text, at) for at in variable.choice_offsets
        )
        return descriptions if any(descriptions) else ()


def without_value(variables: Iterable[Variable], parameters: Iterable[Parameter]) -> str:
    """The name of a required variable without a value that is none of the parameters."""
    known = {parameter.name for parameter in parameters}
    by_name = {unquote(variable.name): variable for variable in variables}
    return next(
        (
            variable.name
            for name, variable in by_name.items()
            if name not in known
            and variable.required
            and not (variable.example or variable.default or variable.choices)
        ),
        "",
    )


def parameter_type(written: str) -> tuple[Kind, Kind, str]:
    """The kind, the kind of an array's items, and the format that a parameter's type means."""
    array = _ARRAY.fullmatch(written.strip())
    if array is not None:
        items, _, meaning = parameter_type(array["items"] or "string")
        return "array", items, meaning
    plain = written.strip().lower()
    if plain in _PLAIN:
        return _PLAIN[plain], "string", ""
    kind, meaning = MEANINGS.get(plain, ("string", ""))
    return kind, "string", meaning
