"""The published region whose people can be reached by mail."""

from tests.scheduler.self_service.conftest import channels, region_on_sqlite

__all__ = ["channels", "region_on_sqlite"]
