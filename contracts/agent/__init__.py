"""The state agent: makes the records exist that a transaction needs, inside a judged application.

These modules are joined into one file without dependencies, which ``contract state-agent``
writes; so they support Python 3.7, import nothing of ``contracts`` but each other, and import
SQLAlchemy or Django only where an instance is made.
"""
