"""The rules of lint, one module for each family of codes."""
