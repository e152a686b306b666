"""A blueprint in its project: read with its settings, fixed, compared by revision, written."""
