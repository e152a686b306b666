"""Django's models: fields, relations, constraints."""

from __future__ import annotations

from typing import Any, Iterator, List, Tuple

from contracts.agent.columns import Column, MappedClass, Relation


def installed_models() -> List[MappedClass]:
    """The managed models of all installed applications, those of the project first."""
    from django.apps import apps

    models = [m for m in apps.get_models() if m._meta.managed and not m._meta.proxy]
    models.sort(key=lambda m: m.__module__.startswith("django.contrib"))
    return [_django_model(mapped) for mapped in models]


def _django_model(mapped: Any) -> MappedClass:
    meta = mapped._meta
    columns = [_django_column(field) for field in meta.concrete_fields]
    key = next(column for column in columns if column.key == meta.pk.attname)
    return MappedClass(
        mapped,
        mapped.__name__,
        meta.db_table,
        key,
        columns,
        list(_relations(mapped)),
        list(_django_together(meta)),
        [name for name in dir(mapped) if _is_settable(mapped, name)],
    )


def _is_settable(mapped: Any, name: str) -> bool:
    member = mapped.__dict__.get(name)
    return isinstance(member, property) and member.fset is not None


#: Kinds by the internal type of a field, without the word Field at its end.
_KINDS = {
    "boolean": "Boolean NullBoolean",
    "integer": "Integer BigInteger SmallInteger PositiveInteger PositiveSmallInteger"
    " PositiveBigInteger Auto BigAuto SmallAuto",
    "number": "Float",
    "decimal": "Decimal",
    "datetime": "DateTime",
    "date": "Date",
    "time": "Time",
    "interval": "Duration",
    "uuid": "UUID",
    "json": "JSON",
    "array": "Array",
    "binary": "Binary",
    "string": "Char Text Slug Email URL File FilePath Image GenericIPAddress",
}
_BY_TYPE = {name + "Field": kind for kind, names in _KINDS.items() for name in names.split()}
_FORMATS = {"EmailField": "email", "URLField": "url", "SlugField": "slug"}
_FORMATS["GenericIPAddressField"] = "ip"


def _django_column(field: Any) -> Column:
    from django.conf import settings
    from django.db.models.fields import NOT_PROVIDED

    related = field.target_field if field.is_relation else field
    while related.is_relation:  # a key that is a foreign key itself
        related = related.target_field
    name = related.get_internal_type()
    kind = _BY_TYPE.get(name, "any")
    is_default = field.default is not NOT_PROVIDED or getattr(field, "db_default", None) not in (
        None,
        NOT_PROVIDED,
    )
    is_set = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    is_numbered = "AutoField" in field.get_internal_type()
    limits = {type(v).__name__: getattr(v, "limit_value", None) for v in field.validators}
    formats = [type(v).__name__ for v in field.validators]
    format_ = _FORMATS.get(name) or ("email" if "EmailValidator" in formats else "")
    return Column(
        field.attname,
        kind,
        length=field.max_length if isinstance(field.max_length, int) else None,
        choices=[value for value, _ in field.flatchoices],
        required=not (field.null or is_default or is_set or is_numbered or field.blank),
        nullable=bool(field.null),
        unique=bool(field.unique),
        target=field.related_model if field.is_relation else None,
        aware=bool(settings.USE_TZ),
        minimum=_amount(limits.get("MinValueValidator")),
        maximum=_amount(limits.get("MaxValueValidator")),
        shortest=int(limits.get("MinLengthValidator") or 0),
        format=format_,
    )


def _amount(limit: Any) -> Any:
    return limit if isinstance(limit, (int, float)) else None


def _django_together(meta: Any) -> Iterator[Tuple[str, ...]]:
    groups = list(meta.unique_together)
    for constraint in getattr(meta, "constraints", ()):
        fields = getattr(constraint, "fields", ())
        if fields and type(constraint).__name__ == "UniqueConstraint":
            groups.append(fields)
    for group in groups:
        yield tuple(meta.get_field(name).attname for name in group)


def _relations(mapped: Any) -> Iterator[Relation]:
    for field in mapped._meta.get_fields():
        if not field.is_relation or field.related_model is None:
            continue
        if field.concrete and (field.many_to_one or field.one_to_one):
            remote = [field.target_field.attname]
            yield Relation(field.name, field.related_model, False, [field.attname], remote, field)
        elif field.many_to_many and not field.auto_created:  # concrete until Django 6.1
            yield Relation(field.name, field.related_model, True, native=field)
        elif field.auto_created and not field.hidden:
            name = field.get_accessor_name()
            yield Relation(name, field.related_model, not field.one_to_one, native=field)
