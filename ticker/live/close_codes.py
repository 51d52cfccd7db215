"""Every code with which the server closes a socket, and what the page does then.

The codes on which pages come back are listed in base.html (``reconnectCodes``); any other means
"do not come back".
"""


class Refused(Exception):  # noqa: N818 - what happened, not an error of ours
    """The socket has to be closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


LOST = 4000
"""The page has not answered for too long. It comes back, if it lives, and starts afresh."""

REVOKED = 4001
"""The page may not be shown any more, or not as it is: signed out, deleted, no longer shared, drawn
by an earlier deployment. Just before, it is told to load itself, and gets what its reader may see
now. It does not reconnect."""

NOT_FOUND = 4004
"""The address names nothing that can be watched. The page stays as it is and says DISCONNECTED."""

BAD_REQUEST = 4005
"""The address has a parameter that cannot be read. As NOT_FOUND."""

TOO_MANY = 4008
"""More messages than a page ever sends. The page does not come back."""

TOO_BIG = 4009
"""A message over the limit. The page does not come back. (1009 says so too, but Daphne can only
send 1000 and what is from 3000 on.)"""

TRY_LATER = 4013
"""This process holds as many sockets as it may, or cannot read the database. The page comes back,
if need be to another process. (1013 says so too, but Daphne cannot send it.)"""
