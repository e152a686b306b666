"""A transaction as Dredd 14 describes it to hooks, and reading back what they changed.

The members and their types are those of Dredd's ``TransactionRunner.configureTransaction``
and ``performRequest`` (https://dredd.org/en/latest/data-structures/).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from contracts.dredd.emulation.expected import Message, dredd_body
from contracts.dredd.emulation.gavel import real_message
from contracts.exchange import USER_AGENT, Answer, Sent
from contracts.model import Action, Contract, Headers, Response, Transaction
from contracts.text.uri import joined_path


def described(
    contract: Contract,
    group: str,
    resource: str,
    action: Action,
    transaction: Transaction,
    endpoint: str,
    expected: Message,
    added: Headers = (),
) -> dict[str, Any]:
    """The dictionary that hooks get before the request; ``resource`` is a name or template.

    ``added`` are headers of the configuration, in place of documented ones of the same spelling.
    """
    request = transaction.request
    server = urlsplit(endpoint)
    headers = dict(request.headers)
    if "user-agent" not in {name.lower() for name in headers}:
        headers["User-Agent"] = USER_AGENT
    headers |= dict(added)
    _, separator, example = transaction.name.rpartition(" > Example ")
    return {
        "name": transaction.name,
        "id": f"{request.method} ({expected['statusCode']}) {request.uri}",
        "host": server.hostname or "localhost",
        "port": None if server.port is None else str(server.port),
        "request": {
            "method": request.method,
            "uri": request.uri,
            "headers": headers,
            "body": dredd_body(request),
        },
        "expected": {**expected, "headers": dict(expected["headers"])},
        "origin": {
            "filename": contract.file,
            "apiName": contract.title or contract.file,
            "resourceGroupName": group,
            "resourceName": resource,
            "actionName": action.name or request.method,
            "exampleName": f"Example {example}" if separator else "",
        },
        "fullPath": joined_path(server.path or "/", request.uri),
        "protocol": f"{server.scheme or 'http'}:",
        "skip": False,
    }


def address_of(data: Mapping[str, Any]) -> str:
    """The server that ``data`` names, ``http://host:port``."""
    port = data.get("port")
    return f"{data['protocol']}//{data['host']}{f':{port}' if port else ''}"


def sent_of(data: Mapping[str, Any], prefix: str) -> Sent:
    """The request that ``data`` describes now; ``prefix`` is the endpoint's path.

    Raises KeyError, TypeError or ValueError when hooks left no request to send.
    """
    request = data["request"]
    body, binary = str(request.get("body") or ""), b""
    if str(request.get("bodyEncoding") or "").lower() == "base64":
        binary = base64.b64decode(body)
        with suppress(UnicodeDecodeError):
            body, binary = binary.decode(), b""
    headers = tuple((str(n), str(v)) for n, v in (request.get("headers") or {}).items())
    path = _below(str(data["fullPath"]), prefix)
    return Sent(str(request["method"]), path, headers, body, binary)


def _below(full_path: str, prefix: str) -> str:
    """The part of a full path that the client will put behind ``prefix`` again."""
    own = prefix.rstrip("/")
    if own and (full_path == own or full_path.startswith((f"{own}/", f"{own}?"))):
        return full_path.removeprefix(own)
    return full_path


def answer_of(message: Mapping[str, Any], answer: Answer) -> Answer:
    """``answer`` with what hooks made of it; the same object when they left it alone."""
    if dict(message) == real_message(answer):
        return answer
    body = str(message.get("body") or "")
    encoded = message.get("bodyEncoding") == "base64"
    headers = tuple((str(n), str(v)) for n, v in (message.get("headers") or {}).items())
    return replace(
        answer,
        status=int(message["statusCode"]),
        headers=headers,
        body=base64.b64decode(body) if encoded else body.encode(),
    )


def expecting(transaction: Transaction, before: Message, after: Mapping[str, Any]) -> Transaction:
    """``transaction`` with the response that hooks want; the same object without changes."""
    if before == after:
        return transaction
    response: Response = transaction.response
    schema = after.get("bodySchema")
    kept = schema == before.get("bodySchema")
    return replace(
        transaction,
        response=replace(
            response,
            status=int(after.get("statusCode") or response.status),
            headers=tuple((after.get("headers") or {}).items()),
            body=str(after.get("body") or ""),
            body_schema=response.body_schema if kept else str(schema or ""),
            schema=response.schema if kept else None,
        ),
    )
