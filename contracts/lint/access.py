"""Access: each JSON:API action says who may call it, and what the others are told."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.model import Access, Contract, Location

Finding = tuple[Location, str, str]

#: The statuses each level must document (docs/blueprint-conventions.md, "Access").
REFUSALS: dict[Access, tuple[int, ...]] = {
    Access.PUBLIC: (),
    Access.USER: (401,),
    Access.SELF: (401, 403),
    Access.ORGANIZER: (401, 403),
    Access.ADMIN: (401, 403),
}


def undocumented(contract: Contract) -> Iterator[Finding]:
    """JSON:API actions without an Access line, or without its refusals."""
    for action in contract.actions():
        if action.access is None:
            if action.endpoint is not None:
                message = f"nothing says who may call {action.name or action.method!r}"
                yield action.location, message, "add a line **Access:** public (or user, self, …)"
            continue
        documented = {t.response.status for t in action.transactions}
        for status in REFUSALS[action.access]:
            if status not in documented:
                message = f"access is {action.access}, but no {status} is documented"
                yield action.location, message, f"add a request with + Response {status}"
