"""Security requirements of OpenAPI as the credentials that a request shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from contracts.importers.described import (
    ACCESS_TOKEN,
    API_KEY,
    DescribedParameter,
    authorization,
    query_key,
)
from contracts.importers.openapi_references import References
from contracts.importers.openapi_values import one_line
from contracts.model import Access
from contracts.text.documents import as_list, as_object

#: Types that are a scheme of Authorization; `basic` is one of OpenAPI 2.0.
_BY_TYPE: Final = {"basic": "basic", "oauth2": "bearer", "openIdConnect": "bearer"}


@dataclass(slots=True)
class Credentials:
    """What one alternative of a security requirement asks for."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    parameters: list[DescribedParameter] = field(default_factory=list)


class SecurityReader:
    """The security schemes of a document, and what its operations ask for."""

    def __init__(self, document: dict[str, Any], references: References) -> None:
        self.document = document
        self.references = references
        self.schemes = as_object(as_object(document.get("components")).get("securitySchemes"))

    def access(self, operation: dict[str, Any]) -> Access | None:
        """``user`` where an operation needs credentials, ``public`` where it needs none."""
        if not self.schemes:
            return None
        alternatives = self._alternatives(operation)
        needed = bool(alternatives) and all(alternatives)
        return Access.USER if needed else Access.PUBLIC

    def credentials(self, operation: dict[str, Any], *at: str) -> Credentials:
        """The credentials of the first alternative; of an optional sign-in there are none."""
        credentials = Credentials()
        if self.access(operation) is not Access.USER:
            return credentials
        first, *others = self._alternatives(operation)
        place = (*at, "security") if "security" in operation else ("security",)
        for name, scopes in first.items():
            shown = {header.lower() for header, _ in credentials.headers}
            added = self._credentials(self.references.resolved(self.schemes.get(name)))
            if shown & {header.lower() for header, _ in added.headers}:
                self.references.leave_out(f"{name} beside another Authorization", *place)
                continue
            credentials.headers += added.headers
            credentials.parameters += added.parameters
            if scopes:
                self.references.leave_out(f"scopes of {name}", *place)
        if others:
            named = " or ".join(" and ".join(each) for each in others)
            self.references.leave_out(f"{named} in the place of {' and '.join(first)}", *place)
        if not credentials.headers and not credentials.parameters:
            credentials.headers.append(authorization("bearer"))  # of an unknown scheme
        return credentials

    def prose(self) -> Iterator[str]:
        """The descriptions of the schemes; what they say beside is left out."""
        for name, scheme_object in self.schemes.items():
            scheme = self.references.resolved(scheme_object)
            text = str(scheme.get("description") or "").strip()
            if text:
                yield f"**Sign-in by {one_line(str(name))}:** {text}"
            for unsaid in ("flows", "flow", "openIdConnectUrl", "bearerFormat"):
                if scheme.get(unsaid):
                    steps = ("components", "securitySchemes", str(name), unsaid)
                    self.references.leave_out(f"the {unsaid} of {name}", *steps)

    def _alternatives(self, operation: dict[str, Any]) -> list[dict[str, Any]]:
        alternatives = operation.get("security", self.document.get("security"))
        return [as_object(each) for each in as_list(alternatives)]

    def _credentials(self, scheme: dict[str, Any]) -> Credentials:
        credentials = Credentials()
        kind, name = str(scheme.get("type") or ""), str(scheme.get("name") or "")
        word = str(scheme.get("scheme") or "bearer") if kind == "http" else _BY_TYPE.get(kind, "")
        if word:
            credentials.headers.append(authorization(word))
        elif kind == "apiKey" and name and scheme.get("in") == "header":
            value = ACCESS_TOKEN if name.lower() == "authorization" else API_KEY
            credentials.headers.append((name, value))
        elif kind == "apiKey" and name and scheme.get("in") == "cookie":
            credentials.headers.append(("Cookie", f"{name}={API_KEY}"))
        elif kind == "apiKey" and name and scheme.get("in") == "query":
            credentials.parameters.append(query_key(name))
        return credentials
