"""The weighted sum of the public benchmark, with everything that searches: one call."""

from __future__ import annotations
