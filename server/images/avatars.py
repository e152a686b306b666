"""Avatars: from ``avatar-url`` to the sizes of the image, by request, signal and task.

An ``avatar-url`` on this server must be that of an uploaded image; a task makes its sizes. Any
other address is stored as sent and never fetched, so it has no sizes. Setting another avatar
removes the sizes of the former one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from celery import Celery
from flask import Flask, current_app
from sqlalchemy import event, func, inspect, select
from sqlalchemy.orm import object_session

from contracts.runtime import PendingChange
from contracts.runtime.jsonapi.errors import invalid
from contracts.runtime.jsonapi.names import pointer, public_name
from contracts.runtime.jsonapi.package import jsonapi
from contracts.runtime.jsonapi.storage.database import begin_writing
from server.images import ImageRefused, base_url, image_store, name_in, squares, url_of
from server.images.addresses import PATH, is_name
from server.images.store import ImageMissing
from server.signals import announce, user_avatar_changed
from server.tasks.queue import RETRYING, TaskRefused, start
from server.tasks.records import BATCH, is_known

MAKE_IMAGES = "make-user-images"
ORIGINAL = "original_image_url"
#: The sides of the squares in pixels; smaller images are not enlarged.
SIZES: Mapping[str, int] = {
    "thumbnail_image_url": 500,
    "small_image_url": 150,
    "icon_image_url": 35,
}


def must_be_uploaded(change: PendingChange) -> None:
    """Refuse an address on this server that is not that of an uploaded image (422)."""
    url = change.data.get("avatar_url")
    name = name_in(url, base_url()) if url else None
    # Renewed: the image may have been unused for long, and must not be removed before the commit.
    if name is not None and not image_store().renew(name):
        at = pointer("data", "attributes", public_name("avatar_url"))
        raise invalid("There is no such image; upload it first.", at)


def watched(model: Any) -> None:
    """Remove the sizes when the avatar changes, and announce the change."""
    if event.contains(model, "after_update", _announce):
        return

    def forget_sizes(user: Any, url: str | None, old: Any, _initiator: object) -> None:
        if url != old:
            for name in (ORIGINAL, *SIZES):
                setattr(user, name, None)

    event.listen(model.avatar_url, "set", forget_sizes)
    event.listen(model, "after_insert", _announce)
    event.listen(model, "after_update", _announce)


def _announce(_mapper: object, _connection: object, user: Any) -> None:
    history = inspect(user).attrs.avatar_url.history
    if history.has_changes() and any((*history.added, *history.deleted)):
        announce(object_session(user), user_avatar_changed, user_id=user.id)


@user_avatar_changed.connect
def order_images(_app: Flask, **facts: Any) -> None:
    """Start the task that makes the sizes of an uploaded avatar."""
    user = _user(facts["user_id"])
    name = _image_of(user)
    if name is not None and name_in(user.avatar_url, base_url()) == name:
        start(MAKE_IMAGES, user.id, name)


def order_forgotten_images() -> int:
    """Start the missing tasks of uploaded avatars without sizes; returns how many.

    If a process dies between the commit of an avatar and the record of its task, the task is
    missing. A random batch is tried, so that avatars whose task cannot succeed do not block
    others. Without ``PUBLIC_URL`` the worker does not know the server's address and goes by the
    image's name, a hash.
    """
    if not current_app.config["SIGNALS_ENABLED"]:
        return 0
    model = jsonapi().package.schemas["user"].opts_model()
    base = current_app.config["PUBLIC_URL"]
    own = f"{base}{PATH}" if base else PATH
    statement = select(model).where(
        model.deleted_at.is_(None),
        model.avatar_url.contains(own, autoescape=True),
        getattr(model, ORIGINAL).is_(None),
    )
    users = jsonapi().package.db.session.execute(statement.order_by(func.random()).limit(BATCH))
    ordered = 0
    for user in users.scalars().all():
        name = _image_of(user)
        if name and not is_known(MAKE_IMAGES, (user.id, name)) and image_store().has(name):
            start(MAKE_IMAGES, user.id, name)
            ordered += 1
    return ordered


def register_tasks(celery: Celery) -> None:
    """The tasks of this module in an application's Celery."""
    celery.task(name=MAKE_IMAGES, **RETRYING)(make_user_images)


def make_user_images(user_id: int, name: str) -> dict[str, str]:
    """Make the sizes of the uploaded image ``name``, and set their addresses at the user.

    The task is idempotent: sizes are stored under the hash of their content. If the user has
    another avatar by now, nothing is set.
    """
    store, session = image_store(), jsonapi().package.db.session
    user = _user(user_id)
    if _image_of(user) != name:
        return {}
    original = user.avatar_url
    base = original.removesuffix(PATH + name)
    # Making the sizes takes a while: no transaction stays open meanwhile.
    session.rollback()
    try:
        content = store.get(name)
    except ImageMissing as error:
        raise TaskRefused("The image does not exist any more.") from error
    urls = {ORIGINAL: original}
    try:
        images = squares(content, list(SIZES.values()))
    except ImageRefused as error:
        raise TaskRefused(str(error)) from error
    for attribute, (data, ending) in zip(SIZES, images, strict=True):
        urls[attribute] = url_of(store.put(data, ending), base)
    begin_writing(session)
    user = _user(user_id, lock=True)
    if _image_of(user) != name:
        return {}
    for attribute, url in urls.items():
        setattr(user, attribute, url)
    session.commit()
    return {public_name(attribute): url for attribute, url in urls.items()}


def _user(id: int, *, lock: bool = False) -> Any:
    model = jsonapi().package.schemas["user"].opts_model()
    statement = select(model).where(model.id == id, model.deleted_at.is_(None))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return jsonapi().package.db.session.execute(statement).scalars().one_or_none()


def _image_of(user: Any) -> str | None:
    """The image name at the end of the user's ``avatar-url``, or None."""
    if user is None or not user.avatar_url:
        return None
    name = user.avatar_url.rpartition(PATH)[2]
    return name if is_name(name) and user.avatar_url.endswith(PATH + name) else None
