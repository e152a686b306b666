"""The hook files that Dredd runs."""
