"""The nouns: frozen dataclasses of the standard library, without clock or database."""
