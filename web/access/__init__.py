"""Signing in, and what each page asks of whoever is signed in."""
