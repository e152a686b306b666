"""``python -m contracts`` is the command ``contract``."""

from contracts.cli.main import main

main(prog_name="contract")
