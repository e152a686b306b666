"""A veterinary clinic: Django with djangorestframework-jsonapi, JSON:API with plural types."""
