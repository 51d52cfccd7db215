"""Every code with which the server closes a socket, and what the page does then.

base.html lists the codes after which pages reconnect (``reconnectCodes``); after any other they do
not.
"""


class Refused(Exception):  # noqa: N818 - what happened, not an error of ours
    """The socket must be closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


LOST = 4000
"""The page has not answered for too long. If it is alive it reconnects and starts from nothing."""

REVOKED = 4001
"""The page may no longer be shown, or not as it is: signed out, deleted, unshared, or drawn by an
earlier deployment. It is told to reload first, and then shows what its reader may see. It does not
reconnect."""

NOT_FOUND = 4004
"""The address names nothing to watch. The page stays as it is and says DISCONNECTED."""

BAD_REQUEST = 4005
"""The address has an unreadable parameter. Same effect as NOT_FOUND."""

TOO_MANY = 4008
"""More messages than a page ever sends. The page does not reconnect."""

TOO_BIG = 4009
"""A message over the limit. The page does not reconnect. (1009 means the same, but Daphne can send
only 1000 and codes from 3000.)"""

TRY_LATER = 4013
"""This process has as many sockets as it may, or cannot read the database. The page reconnects,
perhaps to another process. (1013 means the same, but Daphne cannot send it.)"""
