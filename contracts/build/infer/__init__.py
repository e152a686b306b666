"""What a blueprint shows of its resource types without MSON: read, weighed and merged.

Readers turn each source (JSON Schemas, tables, example bodies, URIs, links, names) into
schemas and rows; :mod:`contracts.build.infer.attributes` and
:mod:`contracts.build.infer.relationships`
weigh them. Nothing here raises: contradictions are decided and reported
(:mod:`contracts.build.infer.conflicts`).
"""
