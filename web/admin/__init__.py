"""Settings: accounts and tokens for administrators; posts, patterns and rules for planners."""
