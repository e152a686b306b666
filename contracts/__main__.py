"""``python -m contracts`` is the command ``contract``."""

from contracts.cli import main

main(prog_name="contract")
