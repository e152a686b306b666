"""The files of a new project: a small blueprint, and everything that judges a server by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from contracts.model import Contract
from contracts.scaffold.resource import resource_group
from contracts.scaffold.shared import SHARED, shared_types
from contracts.scaffold.wanted import titled, wanted

ROOT: Final = """\
FORMAT: 1A
HOST: http://localhost:5000

# {title} API
What this service is for, and what its readers must know before they use it. Documents are
[JSON:API 1.0](https://jsonapi.org/format/1.0/).

<!-- include(notes.apib) -->
<!-- include(data-structures.apib) -->
"""

SETTINGS: Final = """\
[project]
name = "{name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["blueprint-contract[serve]"]

[tool.contract.lint]
fail-level = "warning"

# What `contract verify` judges; for a server of your own, name its application here.
[tool.contract.server]
blueprint = "api.apib"
app = "contracts.runtime.app:create_app"
state = "states:StateHandler"

[tool.contract.server.environment]
APP_CONFIG = "testing"
CREATE_TABLES = "on"
DATABASE_URL = "{{database}}"
GENERATED_PACKAGE = "generated_server"
SECRET_KEY = "{{secret}}"
"""

MAKEFILE: Final = """\
# `make contract` is the main job. CONTRACT is the command; `npm install dredd` brings Dredd.
CONTRACT ?= contract

.PHONY: contract lint docs dredd verify preview serve

contract: lint docs dredd verify ## Lint, document, and judge the server by the blueprint

lint:
	$(CONTRACT) lint api.apib
	$(CONTRACT) fmt --check api.apib

docs:
	$(CONTRACT) docs api.apib

generated_server: api.apib $(wildcard *.apib)
	$(CONTRACT) generate --blueprint api.apib --out generated_server
	@touch generated_server

dredd:
	$(CONTRACT) dredd api.apib --hooks contract_hooks.py

# For a server of your own: $(CONTRACT) verify api.apib --endpoint http://localhost:5000
verify: generated_server
	$(CONTRACT) verify api.apib --json build/verify.json

preview:
	$(CONTRACT) preview api.apib --serve "$(CONTRACT) serve api.apib --port {port}"

serve:
	$(CONTRACT) serve api.apib
"""

WORKFLOW: Final = """\
name: contract
on: [push, pull_request]
jobs:
  contract:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: { python-version: "3.12" }
      - uses: actions/setup-node@v4
        with: { node-version: "20" }
      - run: pip install "blueprint-contract[serve]"
      - run: npm install
      - run: make contract
"""

PACKAGE: Final = """\
{{
  "name": "{name}",
  "private": true,
  "devDependencies": {{
    "dredd": "14.1.0"
  }}
}}
"""

HOOKS: Final = '''\
"""Hooks of Dredd. What must exist before each transaction is derived from the blueprint."""

import dredd_hooks

from contracts.verify.derived_states import derive_state


@dredd_hooks.before_each
def derived_state(transaction):
    """Make the derived state true, and send the token."""
    derive_state(transaction)


# A hook of your own, by the name of a transaction:
#
# @dredd_hooks.before("Notes > Notes > Create Note")
# def before_create(transaction):
#     transaction["request"]["headers"]["X-Example"] = "1"
'''

STATES: Final = '''\
"""How the judges put the server into the state that a transaction needs.

For a server of your own, write a class with the same methods: `reset` empties the database,
`create` makes a resource with a given id, `token` signs somebody in.
"""

from contracts.runtime.states import StateHandler

__all__ = ["StateHandler"]
'''

IGNORED: Final = """\
__pycache__/
build/
generated_server/
node_modules/
.venv/
"""

RESOURCE: Final = ("note", "title:string! body:text? written-at:timestamp")


def project_files(name: str) -> Mapping[str, str]:
    """The files of a project called ``name``, by path."""
    title = titled(name)
    notes = resource_group(Contract(title, "api.apib"), wanted(*RESOURCE), tuple(SHARED))
    return {
        "api.apib": ROOT.format(title=title),
        "notes.apib": notes,
        "data-structures.apib": "# Data Structures\n\n" + shared_types(notes, ()),
        "pyproject.toml": SETTINGS.format(name=name),
        "package.json": PACKAGE.format(name=name),
        "Makefile": MAKEFILE,
        ".github/workflows/contract.yml": WORKFLOW,
        "contract_hooks.py": HOOKS,
        "states.py": STATES,
        ".gitignore": IGNORED,
    }
