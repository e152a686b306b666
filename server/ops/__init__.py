"""What operators need: health, logs, metrics, error reports, the documentation page."""
