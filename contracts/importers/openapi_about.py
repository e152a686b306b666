"""What an OpenAPI document says of the whole API and of its tags, as prose of a blueprint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.importers.openapi_values import one_line
from contracts.text.documents import as_object


def description(document: dict[str, Any]) -> Iterator[str]:
    """The introduction: the description, then terms, contact, license and further documents."""
    info = as_object(document.get("info"))
    if info.get("summary"):
        yield str(info["summary"])
    if info.get("description"):
        yield str(info["description"])
    contact, license = as_object(info.get("contact")), as_object(info.get("license"))
    name = one_line(str(contact.get("name") or contact.get("email") or contact.get("url") or ""))
    links = [str(contact.get("url") or "")]
    links += [f"mailto:{contact['email']}"] if contact.get("email") else []
    shown = [f"<{link}>" for link in links if link]
    if name:
        yield f"Contact: {' '.join((name, *shown))}"
    if license.get("name"):
        address = str(license.get("url") or "")
        text = one_line(str(license["name"]))
        yield f"License: [{text}]({address})" if address else f"License: {text}"
    if info.get("termsOfService"):
        yield f"[Terms of service]({info['termsOfService']})"
    if further(document):
        yield further(document)


def group_description(tag: dict[str, Any]) -> str:
    """The description of a tag, with its further documents."""
    texts = (str(tag.get("summary") or ""), str(tag.get("description") or ""), further(tag))
    return "\n\n".join(filter(None, texts))


def further(operation: dict[str, Any]) -> str:
    """A link to what ``externalDocs`` leads to, or an empty text."""
    documents = as_object(operation.get("externalDocs"))
    if not documents.get("url"):
        return ""
    return f"[{one_line(str(documents.get('description') or 'More'))}]({documents['url']})"
