"""What the options of a run name: applications, their factories, state handlers."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Any

from contracts.verify.http_state import HttpState
from contracts.verify.state import is_url


class TargetFailed(Exception):
    """The server cannot be reached or started; the message has the reason and the fix."""


def attribute(name: str, option: str) -> Any:
    """What ``module:name`` names; modules of the current folder are found as well.

    A URL names the state handler that answers there (docs/state.md). Raises TargetFailed when
    it does not exist.
    """
    if is_url(name):
        return partial(HttpState, name)
    module, _, path = name.partition(":")
    if not module or not path:
        raise TargetFailed(f"{option} {name!r}: write module:name, such as server:create_app")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        return getattr(importlib.import_module(module), path)
    except (ImportError, AttributeError) as error:
        raise TargetFailed(f"{option} {name!r}: {error}") from None
    except (Exception, SystemExit) as error:
        # The module is the server's own; whatever it raises is why there is nothing to judge.
        raise TargetFailed(f"{option} {name!r}: {_raised(error)}") from error


def application(name: str) -> Any:
    """The WSGI application that ``module:name`` is, or that it makes without arguments.

    A Flask or Django application is an object; a plain WSGI function takes two arguments
    (PEP 3333), a factory none.
    """
    app = attribute(name, "--app")
    if hasattr(app, "wsgi_app") and not inspect.isclass(app):
        return app
    try:
        inspect.signature(app).bind()
    except TypeError:
        return app  # it takes an environment and start_response
    except ValueError:
        pass  # a built-in has no signature
    return made(name, "--app")


def made(name: str, option: str) -> Any:
    """What the factory that ``module:name`` names makes; raises TargetFailed."""
    factory = attribute(name, option)
    try:
        return factory()
    except (Exception, SystemExit) as error:
        # As above: the factory is the server's own.
        raise TargetFailed(f"{option} {name!r}: {_raised(error)}") from error


def _raised(error: BaseException) -> str:
    """What was raised, and in which line of the project below the current folder."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [each for each in frames if Path(each.filename).is_relative_to(Path.cwd())]
    place = f" ({Path(own[-1].filename).relative_to(Path.cwd())}:{own[-1].lineno})" if own else ""
    return f"{type(error).__name__}: {error}{place}"
