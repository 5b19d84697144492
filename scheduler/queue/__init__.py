"""The queues that carry jobs and messages to workers: DBOS, in the database of the rosters."""
