"""Behaviours that a blueprint cannot describe.

Keys of ``operations`` are operation ids (the action's name in the blueprint in kebab case), keys
of ``invariants`` are JSON:API types. An unknown key stops the start-up, so that no rule is lost
silently.
"""

from __future__ import annotations

from collections.abc import Mapping

from contracts.runtime import Behaviours
from contracts.runtime.jsonapi.schema import SchemaClass
from contracts.runtime.unique import unique_text
from server.behaviours import events, faqs
from server.identity.passwords import check_changed_user, check_new_user
from server.images.avatars import must_be_uploaded, watched
from server.tasks.records import add_indexes


def behaviours(schemas: Mapping[str, SchemaClass]) -> Behaviours:
    """The behaviours of the service; ``schemas`` are the generated ones by type."""
    unique_text(schemas["user"].opts_model(), "email", detail="This e-mail address is taken")
    unique_text(
        schemas["faq-type"].opts_model(),
        "name",
        within=("event_id",),
        detail="The event has a FAQ type of this name",
    )
    add_indexes(schemas["task"].opts_model())
    watched(schemas["user"].opts_model())
    faqs.announce_changes(schemas["faq"].opts_model())
    return Behaviours(
        checks={"create-user": check_new_user, "update-user": check_changed_user},
        operations={
            "create-event": events.set_owner,
            "create-user": must_be_uploaded,
            "update-user": must_be_uploaded,
        },
        invariants={
            "event": events.ends_after_its_start,
            "faq": faqs.type_is_of_the_same_event,
            "faq-type": faqs.faqs_are_of_the_same_event,
        },
        watchers={"faq": faqs.announce_events},
    )
