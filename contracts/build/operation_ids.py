"""Operation ids: the names of actions in kebab case, each unique in the contract."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from contracts.model import Action, Group, Resource


def kebab(name: str) -> str:
    """``List Event FAQs`` as ``list-event-faqs``."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def map_actions(groups: Iterable[Group], change: Callable[[Action], Action]) -> tuple[Group, ...]:
    """The groups with every action changed, in document order."""

    def resource(old: Resource) -> Resource:
        return replace(old, actions=tuple(change(action) for action in old.actions))

    return tuple(
        replace(group, resources=tuple(resource(r) for r in group.resources)) for group in groups
    )


def unique_operation_ids(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """A name used twice gets the method and path appended: ``get-faq-get-v1-faqs-id``."""
    counts = Counter(a.id for group in groups for r in group.resources for a in r.actions)
    taken = {name for name, count in counts.items() if count == 1}

    def unique(action: Action) -> Action:
        if counts[action.id] == 1:
            return action
        wanted = kebab(f"{action.id} {action.method} {action.path}")
        name, attempt = wanted, 2
        while name in taken:
            name, attempt = f"{wanted}-{attempt}", attempt + 1
        taken.add(name)
        return replace(action, id=name)

    return map_actions(groups, unique)
