"""Background tasks: Celery, and a record of each task's state and result."""
