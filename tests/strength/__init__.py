"""How strong our own tests are: small faults planted in our code, and how many the tests notice.

``python -m tests.strength`` (``make mutation``) writes docs/test-strength.md.
"""
