"""What a blueprint calls the things that JSON:API leaves open: users, owners, deletion, access."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: What the type of those who sign in is called, the most usual name first.
USER_TYPES: Final = ("user", "users", "User", "Users")
#: The same in plain JSON, where the names come from paths, in the singular.
PLAIN_USER_TYPES: Final = ("account", "member", "person", "customer", "profile", "user")
#: Names that people give to a user by what the user does.
USER_ROLES: Final = (
    *("owner", "creator", "author", "marketer", "organizer", "assignee", "reporter", "editor"),
    *("sender", "recipient", "submitter", "moderator", "manager", "inviter", "invitee"),
)


class Access(StrEnum):
    """Who may call an action, by its description's ``**Access:**`` line."""

    PUBLIC = "public"
    USER = "user"
    SELF = "self"
    ORGANIZER = "organizer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Conventions:
    """The names of one project (``[tool.contract.conventions]``, docs/blueprint-conventions.md).

    ``user_types``: the first of these that the blueprint has is the type of those who sign in;
    empty for the usual names. ``owner`` is the relationship to the user who owns a resource,
    ``user_roles`` are other names of relationships to users. ``admin_attributes`` and
    ``active_attributes`` are the booleans that make a user an administrator, and without which
    nobody may sign in; empty where these are recognised by their words. ``last_access`` is the
    read-only date-time of users that the server sets when they use it. ``deleted_at`` is the
    attribute of resources that are deleted softly, ``trash_parameter`` the query parameter that
    shows them. ``access_words`` are what Access lines call a level, where that is another word.
    """

    user_types: tuple[str, ...] = ()
    owner: str = "owner"
    user_roles: tuple[str, ...] = USER_ROLES
    admin_attributes: tuple[str, ...] = ()
    active_attributes: tuple[str, ...] = ()
    deleted_at: str = "deleted-at"
    last_access: str = "last-accessed-at"
    trash_parameter: str = "get-trashed"
    access_words: tuple[tuple[Access, str], ...] = ()

    def word(self, level: Access) -> str:
        """What the blueprint calls an access level."""
        return dict(self.access_words).get(level, level.value)

    def level(self, word: str) -> Access | None:
        """The access level that a word means, or None."""
        return next((level for level in Access if self.word(level) == word), None)

    @property
    def levels(self) -> tuple[str, ...]:
        """The words of all access levels, the most open first."""
        return tuple(self.word(level) for level in Access)


DEFAULT: Final = Conventions()
