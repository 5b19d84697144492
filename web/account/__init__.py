"""One's own account: name, language, password."""
