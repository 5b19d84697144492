"""Commands are run here as elsewhere."""

from tests.cli.conftest import command_line  # noqa: F401
