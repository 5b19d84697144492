"""Solves as durable jobs: submitted, carried by a queue, run by workers, cancelled, taken over."""
