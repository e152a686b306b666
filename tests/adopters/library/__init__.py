"""A lending library: Flask-SQLAlchemy in its older style, plain JSON, tokens of its own."""
