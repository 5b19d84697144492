"""``python -m scheduler.cli``: the command line, for a program that starts another."""

from scheduler.cli.app import main

main()
