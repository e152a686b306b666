"""The attribute types of generated schemas (and, for them, the relationship types).

Each takes exactly the JSON it documents: no text for a number, no number for a boolean.
"""

from __future__ import annotations

from contracts.runtime.jsonapi.fields.attribute import Attribute
from contracts.runtime.jsonapi.fields.json_values import Boolean, Json
from contracts.runtime.jsonapi.fields.numbers import ExactNumber, Integer, Number
from contracts.runtime.jsonapi.fields.texts import URI, URL, UUID, Email, Id, String
from contracts.runtime.jsonapi.fields.times import Date, Time, Timestamp
from contracts.runtime.jsonapi.linkage import ToMany, ToManyOf, ToOne, ToOneOf

__all__ = [
    "URI",
    "URL",
    "UUID",
    "Attribute",
    "Boolean",
    "Date",
    "Email",
    "ExactNumber",
    "Id",
    "Integer",
    "Json",
    "Number",
    "String",
    "Time",
    "Timestamp",
    "ToMany",
    "ToManyOf",
    "ToOne",
    "ToOneOf",
]
