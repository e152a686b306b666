"""Uploaded images that nothing shows any more: found, and removed after a time of grace.

An image is in use while its address is in a text of any resource, deleted ones included, because
these can be restored. Whoever uploads an image, or sets it as an avatar, makes it young again
(:meth:`Store.put`, :meth:`Store.renew`), so that it is not removed between the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import click
from celery import Celery
from flask import Flask, current_app
from sqlalchemy import String, inspect, or_, select

from contracts.runtime import now
from contracts.runtime.jsonapi.package import jsonapi
from server.images.addresses import PATH, names_in_text
from server.images.store import ImageMissing, StoreUnavailable, image_store
from server.tasks.queue import RETRYING

REMOVE_UNUSED = "remove-unused-images"


@dataclass(frozen=True, slots=True)
class Cleanup:
    """The names that were (or would be) removed, their bytes, and how many images stay."""

    removed: tuple[str, ...]
    bytes: int
    kept: int


def remove_unused_images(*, dry_run: bool = False) -> Cleanup:
    """Remove images that have been unused for ``IMAGE_UNUSED_TTL`` seconds; only count them in a
    ``dry_run``.

    Raises:
        StoreUnavailable: the store cannot be read, or does not remove.
    """
    store = image_store()
    # Listed before the texts are read: what is uploaded meanwhile is in no list.
    names = store.names()
    used = names_in_use()
    oldest = now() - timedelta(seconds=current_app.config["IMAGE_UNUSED_TTL"])
    removed, size, kept = [], 0, 0
    for name in names:
        if name in used:
            kept += 1
            continue
        try:
            # Asked as late as possible: it may be in use again since its texts were read.
            written, length = store.age_and_size(name)
            if written > oldest:
                kept += 1
                continue
            if not dry_run:
                store.remove(name)
        except ImageMissing:
            continue  # another process has removed it
        removed.append(name)
        size += length
    return Cleanup(tuple(removed), size, kept)


def names_in_use() -> set[str]:
    """The names of images whose address is in a text of any resource."""
    names: set[str] = set()
    for text in _texts():
        names |= names_in_text(text)
    return names


def _texts() -> Iterator[str]:
    """Every text of every resource that has the address of an image."""
    package = jsonapi().package
    for schema in package.schemas.values():
        mapper = inspect(schema.opts_model())
        columns = [c for c in mapper.columns if isinstance(c.type, String)]
        if not columns:
            continue
        statement = select(*columns).where(or_(*(_has_address(column) for column in columns)))
        rows = package.db.session.execute(statement.execution_options(yield_per=1000))
        for row in rows:
            yield from (text for text in row if text)
    package.db.session.rollback()


def _has_address(column: Any) -> Any:
    return column.contains(PATH, autoescape=True)


def register_cleanup(app: Flask, celery: Celery) -> None:
    """The task ``remove-unused-images`` and the command of the same name."""
    celery.task(name=REMOVE_UNUSED, **RETRYING)(_task)

    @app.cli.command(REMOVE_UNUSED)
    @click.option("--dry-run", is_flag=True, help="Only name the images that would be removed.")
    def command(dry_run: bool) -> None:
        """Remove uploaded images that no resource has shown for IMAGE_UNUSED_TTL seconds."""
        try:
            done = remove_unused_images(dry_run=dry_run)
        except StoreUnavailable as error:
            raise click.ClickException(f"{error} ({error.__cause__})") from error
        for name in done.removed:
            click.echo(name)
        verb = "to remove" if dry_run else "removed"
        click.echo(f"{len(done.removed)} images {verb} ({done.bytes:,} bytes), {done.kept} kept")


def _task() -> dict[str, int]:
    done = remove_unused_images()
    return {"removed": len(done.removed), "bytes": done.bytes, "kept": done.kept}
