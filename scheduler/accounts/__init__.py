"""Who may come in: accounts, passwords, tokens, and the secret that signs for an installation."""
