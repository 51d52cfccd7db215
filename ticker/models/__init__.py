"""The database tables of the market."""

from ticker.models.bar import Bar
from ticker.models.feedprogress import FeedProgress
from ticker.models.feedswitch import FeedSwitch
from ticker.models.ingesttoken import IngestToken
from ticker.models.instrument import MAX_INSTRUMENTS, MAX_OF_SOURCE, Instrument
from ticker.models.laststate import LastState

__all__ = [
    "MAX_INSTRUMENTS",
    "MAX_OF_SOURCE",
    "Bar",
    "FeedProgress",
    "FeedSwitch",
    "IngestToken",
    "Instrument",
    "LastState",
]
