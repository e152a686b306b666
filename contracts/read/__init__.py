"""Files and text to API Elements: sources, includes, the parser in child processes, the cache."""
