"""Users: their type, who owns what, how they sign in, and the placeholders of their tokens."""
