"""The demonstration region, and regions of any size for measuring."""

from __future__ import annotations

from data.demo.files import write_demo, write_generated
from data.demo.generated import generate
from data.demo.region import demo_tables

__all__ = ["demo_tables", "generate", "write_demo", "write_generated"]
