"""The views behind generated routes."""
