"""The models of the dashboard."""

from dashboard.accounts.models import Preferences
from dashboard.screens.models import Credential, Pairing, Screen, Sighting
from dashboard.screens.programmes import Programme, ProgrammePage
from dashboard.watchlists.models import Entry, Share, Watchlist
from dashboard.watchlists.snapshot import Snapshot

__all__ = [
    "Credential",
    "Entry",
    "Pairing",
    "Preferences",
    "Programme",
    "ProgrammePage",
    "Screen",
    "Share",
    "Sighting",
    "Snapshot",
    "Watchlist",
]
