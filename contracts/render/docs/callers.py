"""Who may call an action, in words."""

from __future__ import annotations

from typing import Final

from contracts.build.identity.ownership import owned_type
from contracts.model import Access, Action, Contract

_CALLERS: Final = {
    Access.PUBLIC: "anybody",
    Access.USER: "a signed-in user",
    Access.SELF: "the user the address names, or an administrator",
    Access.ADMIN: "an administrator",
}


def callers(contract: Contract, action: Action) -> str:
    """Who may call the action; an empty text where it does not say."""
    if action.access is None:
        return ""
    return _CALLERS.get(action.access) or f"{_owner(contract, action)}, or an administrator"


def _owner(contract: Contract, action: Action) -> str:
    endpoint, owner = action.endpoint, contract.conventions.owner
    name = (endpoint.parent or endpoint.type) if endpoint else ""
    owned = owned_type(contract, name)
    if not owned:
        return f"the {owner} of the resource"
    return f"the {owner} of the {owned}" + (" it belongs to" if owned != name else "")
