"""Tests of what employers are asked."""
