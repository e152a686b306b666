"""Background tasks: Celery and the records of what became of each task."""
