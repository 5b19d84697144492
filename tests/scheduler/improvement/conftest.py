"""A region with a roster in force."""

from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]
