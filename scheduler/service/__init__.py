"""What keeps an installation going: worker, periodic tasks, health, metrics, backups."""
