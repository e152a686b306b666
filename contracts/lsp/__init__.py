"""``contract lsp``: the features of :mod:`contracts.editor` over the Language Server Protocol.

:mod:`session` keeps open documents and reads blueprints, :mod:`schedule` decides when,
:mod:`convert` speaks the protocol's types, and :mod:`server` answers.
"""
