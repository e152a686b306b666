"""From ``avatar-url`` to the sizes of the image: request, signal, task.

An address of ours must be that of an uploaded image, else the request is refused; its sizes are
made by a task. Any other address is kept as it is and nothing is fetched from it, so it has no
sizes. Either way the sizes of the former avatar are gone with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from celery import Celery
from flask import Flask, current_app
from sqlalchemy import event, func, inspect, select
from sqlalchemy.orm import object_session

from contracts.runtime import Change
from contracts.runtime.jsonapi.errors import invalid
from contracts.runtime.jsonapi.names import pointer, public_name
from contracts.runtime.jsonapi.package import jsonapi
from contracts.runtime.jsonapi.storage.database import begin_writing
from server.images import base_url, image_store, name_in, square, url_of
from server.images.addresses import PATH, is_name
from server.images.store import ImageMissing
from server.signals import announce, user_avatar_changed
from server.tasks.queue import RETRYING, TaskRefused, start
from server.tasks.records import BATCH, is_known

MAKE_IMAGES = "make-user-images"
ORIGINAL = "original_image_url"
#: The sides of the squares in pixels; smaller images are not blown up.
SIZES: Mapping[str, int] = {
    "thumbnail_image_url": 500,
    "small_image_url": 150,
    "icon_image_url": 35,
}


def must_be_uploaded(change: Change) -> None:
    """Refuse an address of ours that leads to no uploaded image (422)."""
    url = change.data.get("avatar_url")
    name = name_in(url, base_url()) if url else None
    if name is not None and not image_store().has(name):
        at = pointer("data", "attributes", public_name("avatar_url"))
        raise invalid("There is no such image; upload it first.", at)


def watched(model: Any) -> None:
    """Forget the sizes with the avatar they belong to, and announce that it has changed."""
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
    """Have the sizes made of an avatar that was uploaded here."""
    user = _user(facts["user_id"])
    name = _image_of(user)
    if name is not None and name_in(user.avatar_url, base_url()) == name:
        start(MAKE_IMAGES, user.id, name)


def order_forgotten_images() -> int:
    """Order the sizes of uploaded avatars that nobody has ordered; how many it took.

    A process that dies between the commit of an avatar and the record of its task has
    forgotten it. Some at a time, and any: those that cannot be helped keep no others waiting.
    Without ``PUBLIC_URL`` no worker knows our address: the image's name must do, a hash.
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
    """Make the sizes of the uploaded image ``name``, and show them at the user.

    Doing it twice is doing it once: sizes are kept under the hash of their content, and a user
    whose avatar is another one by now keeps that one's.
    """
    store, session = image_store(), jsonapi().package.db.session
    user = _user(user_id)
    if _image_of(user) != name:
        return {}
    original = user.avatar_url
    base = original.removesuffix(PATH + name)
    # What follows takes a while, and no transaction should.
    session.rollback()
    try:
        content = store.get(name)
    except ImageMissing as error:
        raise TaskRefused("The image is not there any more.") from error
    urls = {ORIGINAL: original}
    for attribute, side in SIZES.items():
        urls[attribute] = url_of(store.put(*square(content, side)), base)
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
    """The name at the end of the user's avatar's address, if it can be that of an image."""
    if user is None or not user.avatar_url:
        return None
    name = user.avatar_url.rpartition(PATH)[2]
    return name if is_name(name) and user.avatar_url.endswith(PATH + name) else None
