"""A minimal stock flask-rest-jsonapi service, to measure ours against (``benchmarks.server``)."""
