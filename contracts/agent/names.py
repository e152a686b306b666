"""Which model a documented type is: by schemas, by name, by table, by what people call users."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Mapping, Optional

from contracts.agent.columns import MappedClass
from contracts.agent.words import ROLES, USERS, Words, stem

_SUFFIXES = ("model", "table", "entity", "record", "db", "orm")


class TypeNames:
    """Models by the documented type.

    ``declared`` names of types that schemas or views state come first, then aliases, then names
    of models and tables in any spelling, singular or plural.
    """

    def __init__(self, models: Iterable[MappedClass], aliases: Mapping[str, str]) -> None:
        self.models: List[MappedClass] = list(models)
        self._aliases = dict(aliases)
        self.declared: Dict[str, Any] = {}
        self._by_class = {model.mapped: model for model in self.models}
        self._by_words: Dict[Words, MappedClass] = {}
        for model in self.models:
            for words in (_bare(stem(model.name)), stem(model.table)):
                self._by_words.setdefault(words, model)

    def of(self, mapped: Any) -> Optional[MappedClass]:
        """The model of a mapped class."""
        return self._by_class.get(mapped)

    def types(self) -> Dict[str, MappedClass]:
        """All names that are known, with their models."""
        known = {"-".join(words): model for words, model in self._by_words.items()}
        named = {t: self.of(mapped) for t, mapped in self.declared.items()}
        return {**known, **{t: model for t, model in named.items() if model is not None}}

    def model(self, type: str) -> Optional[MappedClass]:
        """The model of a documented type; None where there is none.

        Raises LookupError when an alias names no model.
        """
        if type in self._aliases:
            wanted = self._aliases[type]
            model = next((m for m in self.models if wanted in (m.name, m.table)), None)
            if model is None:
                raise LookupError("aliases: there is no model %r" % wanted)
            return model
        if type in self.declared:
            return self.of(self.declared[type])
        words = stem(type)
        return self._named(words) or (self.user() if words[-1:] and words[-1] in ROLES else None)

    def user(self) -> Optional[MappedClass]:
        """The model of those who sign in."""
        if "user" in self._aliases:
            return self.model("user")
        declared = {stem(type): mapped for type, mapped in self.declared.items()}
        for words in USERS:
            model = self.of(declared[words]) if words in declared else self._named(words)
            if model is not None:
                return model
        return None

    def _named(self, words: Words) -> Optional[MappedClass]:
        if words in self._by_words:
            return self._by_words[words]
        joined = "".join(words)
        same = [m for known, m in self._by_words.items() if "".join(known) == joined]
        ends = [m for known, m in self._by_words.items() if _ends(known, words)]
        for candidates in (same, ends):
            if len({id(each) for each in candidates}) == 1:
                return candidates[0]
        return None


def _ends(known: Words, words: Words) -> bool:
    """Whether one of two names is the end of the other: ``event faq`` and ``faq``."""
    shorter, longer = sorted((known, words), key=len)
    return bool(shorter) and longer[-len(shorter) :] == shorter


def _bare(words: Words) -> Words:
    return words[:-1] if len(words) > 1 and words[-1] in _SUFFIXES else words
