"""What functionaries do themselves: their duties, wishes, leave, swaps, offers."""
