"""The hooks that Dredd's handler runs: those of :mod:`contracts.verify.hookfiles`."""

from contracts.verify.hookfiles import HookFileError, load, run
from contracts.verify.hookfiles import HookFiles as Registry

__all__ = ["HookFileError", "Registry", "load", "run"]
