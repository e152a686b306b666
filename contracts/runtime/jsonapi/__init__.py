"""JSON:API 1.0 on flask-rest-jsonapi, adapted to today's Flask and SQLAlchemy."""
