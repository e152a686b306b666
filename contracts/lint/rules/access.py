"""Access: each JSON:API action documents who may call it, and how the others are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from contracts.lint.finding import Finding, Rule, Subject
from contracts.model import Access, Severity

#: The statuses each level must document (docs/blueprint-conventions.md, "Access").
REFUSALS: Final[dict[Access | None, tuple[int, ...]]] = {
    Access.PUBLIC: (),
    Access.USER: (401,),
    Access.SELF: (401, 403),
    Access.ORGANIZER: (401, 403),
    Access.ADMIN: (401, 403),
}


def missing(subject: Subject) -> Iterator[Finding]:
    """Actions without an Access line, in a blueprint that has such lines."""
    actions = list(subject.contract.actions())
    if not any(action.access for action in actions):
        return
    for action in actions:
        if action.access is None:
            message = f"no **Access:** line documents who may call {action.title!r}"
            yield Finding(action.location, message)


def refusals(subject: Subject) -> Iterator[Finding]:
    """Actions that do not document the answers for callers without the right."""
    for action in subject.contract.actions():
        documented = {t.response.status for t in action.transactions}
        lacking = [s for s in REFUSALS.get(action.access, ()) if s not in documented]
        if lacking and action.access is not None:
            shown = " and no ".join(map(str, lacking))
            level = subject.contract.conventions.word(action.access)
            message = f"access is {level}, but no {shown} is documented"
            yield Finding(action.location, message, f"add a request with + Response {lacking[0]}")


RULES: Final = (
    Rule(
        "access-missing",
        Severity.WARNING,
        "An action has no **Access:** line, although others in the blueprint have one.",
        "Who may call an action belongs to the contract; no other place decides it.",
        "Add a line **Access:** public (or user, self, organizer, admin) to its description.",
        missing,
    ),
    Rule(
        "access-refusal-missing",
        Severity.WARNING,
        "An action that not everybody may call does not document the refusal (401, 403).",
        "Nobody checks that the action is guarded.",
        "Add a request without a token with `+ Response 401`, and one of somebody else with "
        "`+ Response 403`.",
        refusals,
    ),
)
