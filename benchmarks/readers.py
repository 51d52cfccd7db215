"""Makes readers: each has an account, is signed in, and has a list of 20 symbols of their own.

Run as a program with VAR_DIR set, it makes as many as its argument says.
"""

from __future__ import annotations

import random
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from benchmarks.ownlist import LENGTH
from benchmarks.ticks import SYMBOLS
from dashboard.watchlists.models import Entry, Watchlist
from ticker.models import Instrument

FIRST_LIST = 1_000_000
"""The number of the first reader's list, as in the path of ``servers.ours_lists``."""

BATCH_SIZE = 500


def make_readers(count: int) -> None:
    taped = [each.symbol for each in Instrument.objects.universe()][:SYMBOLS]
    users = [User(username=f"reader{number}") for number in range(count)]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users, BATCH_SIZE)
    Session.objects.bulk_create(
        [_session(number, user) for number, user in enumerate(users)], BATCH_SIZE
    )
    lists = [
        Watchlist(pk=FIRST_LIST + number, owner=user, name="Mine")
        for number, user in enumerate(users)
    ]
    Watchlist.objects.bulk_create(lists, BATCH_SIZE)
    for number, watchlist in enumerate(lists):
        rng = random.Random(str(number))  # noqa: S311 - a list for a benchmark is no secret
        symbols = enumerate(rng.sample(taped, LENGTH))
        Entry.objects.bulk_create(
            [Entry(watchlist=watchlist, position=at, symbol=each) for at, each in symbols]
        )


def _session(number: int, user: User) -> Session:
    said = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    return Session(
        session_key=f"reader{number:026d}",
        session_data=SessionStore().encode(said),
        expire_date=timezone.now() + timedelta(days=1),
    )


if __name__ == "__main__":
    make_readers(int(sys.argv[1]))
