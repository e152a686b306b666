"""An API Blueprint as the one source of truth. The public API is :mod:`contracts.api`."""
