"""Requests of the protocol, a module for each kind, answered by :mod:`contracts.editor`."""
