"""Everything about Dredd: running it, hook files, the hook server, its emulation."""
