"""The language server, with all the requests that :mod:`contracts.lsp.features` answers."""

from __future__ import annotations

import logging

from pygls.exceptions import JsonRpcInvalidParams

from contracts.lsp.blueprints import Blueprints
from contracts.lsp.features import (
    actions,
    commands,
    documents,
    formatting,
    names,
    shape,
    words,
)


def create() -> Blueprints:
    """A server with all its features."""
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_news)
    server = Blueprints()
    for feature in (documents, words, names, shape, actions, formatting, commands):
        feature.register(server)
    return server


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record is worth a line in an editor's log: a refused request is not."""
    return not (record.exc_info and record.exc_info[0] is JsonRpcInvalidParams)
