"""Requests for absence, on which a planner decides."""
