"""Who hears of messages that could not be delivered, in tests."""

from data.model.contact import Recipient

MANAGER = Recipient("outside/Duty", "Duty", (("mail", "duty@example.org"), ("push", "duty")))


def one_manager(_store, _now):
    return [MANAGER]
