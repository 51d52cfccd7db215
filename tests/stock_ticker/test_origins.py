"""Which pages are ours: those that are given, else each host's own."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from stock_ticker.origins import are_secure, origins


def test_each_host_has_its_own_over_http() -> None:
    hosts = ["localhost", ".wall.example"]
    assert origins([], hosts, 80, behind_proxy=False) == [
        "http://localhost:80",
        "http://wall.example:80",
    ]


@pytest.mark.parametrize("behind_proxy", [True, False])
def test_those_that_are_given_are_taken(behind_proxy: bool) -> None:
    assert origins(["https://a"], ["b"], 80, behind_proxy) == ["https://a"]


def test_behind_a_proxy_nobody_can_guess_them() -> None:
    with pytest.raises(ImproperlyConfigured, match="BEHIND_PROXY=1 needs ORIGINS"):
        origins([], ["wall.example"], 80, behind_proxy=True)


def test_one_that_is_plain_makes_all_of_them_so() -> None:
    assert are_secure(["https://a", "https://b"])
    assert not are_secure(["https://a", "http://b"])
