"""Commands are run here as elsewhere."""

from tests.scheduler.cli.conftest import command_line  # noqa: F401
