"""What people keep in the database."""

from dashboard.accounts.models import Preferences
from dashboard.watchlists.models import Entry, Share, Watchlist
from dashboard.watchlists.snapshot import Snapshot

__all__ = ["Entry", "Preferences", "Share", "Snapshot", "Watchlist"]
