"""A peer to compare with: the live board as Channels tutorials build it. A group for each symbol,
``group_send`` for each tick, and each consumer renders the row's template and sends it."""
