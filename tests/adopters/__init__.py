"""Applications in styles that are not ours, judged with the generic state handlers."""
