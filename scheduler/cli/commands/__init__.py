"""One module a command, or a few that belong together: arguments in, use case, screen out."""
