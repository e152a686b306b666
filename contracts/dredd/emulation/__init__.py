"""Dredd's verdict reproduced: Gavel 9.1, ajv 6 and the schemas of drafter 5, quirks included."""
