"""A region with a roster in force, as the pages have it."""

from tests.scheduler.cli.conftest import command_line
from tests.web.conftest import published_file, site_store

__all__ = ["command_line", "published_file", "site_store"]
