"""What the blueprint cannot say about its operations.

Keys of ``operations`` are operation ids (kebab case of the action's name in the blueprint),
keys of ``invariants`` JSON:API types. A key that the blueprint does not have stops the
start, so that no rule is lost silently.
"""

from __future__ import annotations

from collections.abc import Mapping

from contracts.runtime import Behaviours
from contracts.runtime.jsonapi.schema import SchemaClass
from contracts.runtime.unique import unique_text
from server.behaviours import events, faqs
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
    faqs.watched(schemas["faq"].opts_model())
    return Behaviours(
        operations={
            "create-event": events.belongs_to_its_creator,
            "create-user": must_be_uploaded,
            "update-user": must_be_uploaded,
        },
        invariants={
            "faq": faqs.is_filed_in_its_event,
            "faq-type": faqs.files_faqs_of_its_event,
        },
        watchers={"faq": faqs.announce_events},
    )
