"""Does green mean anything? Answers and servers corrupted deliberately, and who notices."""
