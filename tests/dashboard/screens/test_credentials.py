"""What a device proves itself with: renewed, and never so that it could be left without."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dashboard.screens.credentials import (
    MAX_UNUSED,
    OVERLAP,
    REISSUE_AFTER,
    RENEW_AFTER,
    digest,
    find_credential,
    new_token,
    renew_credential,
)
from dashboard.screens.models import Credential, Screen

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Device:
    """A browser with a screen's cookie. What it is answered may get lost."""

    def __init__(self) -> None:
        self.screen = Screen.objects.create(name="North", paired_at=NOW)
        self.token, self.now = new_token(), NOW
        Credential.objects.create(
            screen=self.screen, digest=digest(self.token), issued_at=NOW, used_at=NOW
        )

    def ask(self, after: timedelta = timedelta(0), *, is_lost: bool = False) -> str | None:
        """Asserts that it is known; answers the token that it was given, if any."""
        self.now += after
        credential = find_credential(self.token)
        assert credential is not None
        assert credential.screen == self.screen
        given = renew_credential(credential, self.now)
        if given is not None and not is_lost:
            self.token = given
        return given


@pytest.fixture
def device(db: None) -> Device:
    return Device()


def test_only_the_hash_of_256_random_bits_is_kept(device: Device) -> None:
    assert len(device.token) == 43
    assert new_token() != new_token()
    kept = Credential.objects.get()
    assert device.token not in (kept.digest, str(kept))
    assert len(kept.digest) == 64


def test_nobody_is_found_by_a_wrong_token_or_none(device: Device) -> None:
    assert find_credential("") is None
    assert find_credential(new_token()) is None
    assert find_credential(digest(device.token)) is None


def test_it_is_renewed_when_it_is_a_day_old(device: Device) -> None:
    assert device.ask(RENEW_AFTER - SECOND) is None
    assert device.ask(SECOND) is not None
    assert device.ask(RENEW_AFTER - SECOND) is None


def test_the_one_before_is_good_until_its_successor_has_been_used_for_a_while(
    device: Device,
) -> None:
    before = device.token
    device.ask(RENEW_AFTER)
    assert find_credential(before) is not None
    device.ask(SECOND)
    device.ask(OVERLAP - SECOND)
    assert find_credential(before) is not None
    device.ask(SECOND)
    assert find_credential(before) is None


def test_a_lost_answer_leaves_nobody_without(device: Device) -> None:
    assert device.ask(RENEW_AFTER, is_lost=True)
    assert device.ask(SECOND) is None
    assert device.ask(REISSUE_AFTER) is not None
    assert device.ask(OVERLAP) is None
    assert device.ask(OVERLAP) is None
    assert Credential.objects.count() == 1


def test_an_answer_that_comes_late_is_as_good(device: Device) -> None:
    late = device.ask(RENEW_AFTER, is_lost=True)
    device.ask(REISSUE_AFTER)
    assert late is not None
    device.token = late
    device.ask(SECOND)
    device.ask(OVERLAP)
    assert find_credential(late) is not None


def test_answers_that_are_all_lost_do_not_pile_up(device: Device) -> None:
    for _ in range(3 * MAX_UNUSED):
        device.ask(RENEW_AFTER, is_lost=True)
    assert Credential.objects.count() == 1 + MAX_UNUSED


def test_so_many_lost_answers_may_all_come_back_late(device: Device) -> None:
    given = [device.ask(RENEW_AFTER, is_lost=True) for _ in range(MAX_UNUSED)]
    assert all(token and find_credential(token) for token in given)


def test_nothing_is_given_to_a_device_that_was_revoked_meanwhile(device: Device) -> None:
    credential = find_credential(device.token)
    assert credential is not None
    Credential.objects.all().delete()
    other = Credential.objects.create(screen=device.screen, digest="0", issued_at=NOW, used_at=NOW)
    assert renew_credential(credential, NOW + RENEW_AFTER) is None
    assert list(Credential.objects.all()) == [other]


@pytest.mark.parametrize("hours", [-25, 25])
def test_a_clock_that_jumps_strands_nobody(device: Device, hours: int) -> None:
    device.ask(RENEW_AFTER)
    device.ask(timedelta(hours=hours))
    device.ask(-timedelta(hours=hours))
    device.ask(RENEW_AFTER)
    device.ask(OVERLAP)


STEP = st.tuples(st.integers(-90_000, 200_000), st.booleans())


class TestAnyDevice(TestCase):
    @given(st.lists(STEP, max_size=30))
    def test_whatever_is_lost_and_however_the_clock_jumps_it_stays_known(
        self, steps: list[tuple[int, bool]]
    ) -> None:
        device = Device()
        for seconds, is_lost in steps:
            device.ask(timedelta(seconds=seconds), is_lost=is_lost)
