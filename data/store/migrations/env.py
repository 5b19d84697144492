"""Alembic's way in: migrations run on the connection, and in the transaction, they are given."""

from alembic import context

from data.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
