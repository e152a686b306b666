"""Child processes: a server started, a package scaffolded, a preview."""
