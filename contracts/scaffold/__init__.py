"""``contract new``: a whole project, or a whole resource, in the conventions of the blueprint.

The texts are pure functions of what is wanted and of the contract there is; ``cli`` writes them.
"""
