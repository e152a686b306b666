"""What an editor shows of a blueprint: pure functions of its text, its contract and a place.

Nothing here depends on the Language Server Protocol (:mod:`contracts.lsp` does) or reads a file.
"""
