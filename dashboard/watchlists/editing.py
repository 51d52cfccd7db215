from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.db.models import F

from dashboard.watchlists.draft import Draft
from dashboard.watchlists.models import Watchlist
from ticker.live.topics import announce


@contextmanager
def edit_list(watchlist: Watchlist) -> Iterator[Draft]:
    """Lock the list for one change and announce it. Raises Watchlist.DoesNotExist."""
    with transaction.atomic():
        locked = Watchlist.objects.select_for_update().get(pk=watchlist.pk)
        draft = Draft(locked)
        yield draft
        if draft.has_changed:
            Watchlist.objects.filter(pk=locked.pk).update(version=F("version") + 1)
            transaction.on_commit(partial(announce, locked.topic))
