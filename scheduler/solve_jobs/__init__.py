"""Solves as durable jobs: submitted, run by a worker, watched, cancelled."""
