"""What the market keeps in the database."""

from ticker.models.bar import Bar
from ticker.models.feedprogress import FeedProgress
from ticker.models.feedswitch import FeedSwitch
from ticker.models.ingesttoken import IngestToken
from ticker.models.instrument import MOST_INSTRUMENTS, MOST_OF_SOURCE, Instrument
from ticker.models.laststate import LastState

__all__ = [
    "MOST_INSTRUMENTS",
    "MOST_OF_SOURCE",
    "Bar",
    "FeedProgress",
    "FeedSwitch",
    "IngestToken",
    "Instrument",
    "LastState",
]
