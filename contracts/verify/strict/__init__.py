"""The strict judge: rules over one answer and what the blueprint documents for it."""
