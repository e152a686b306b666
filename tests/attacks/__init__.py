"""Attacks on a running server, on this machine's loopback: bounded in number, size and time.

Each is sent to gunicorn with the project's configuration; the server answers it as documented, and
goes on to answer others. docs/security.md lists them with the tests of each rule.
"""
