"""The origins of this installation's pages."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured


def origins(configured: list[str], hosts: list[str], port: int, behind_proxy: bool) -> list[str]:
    """The given origins, or every host over http."""
    if behind_proxy and not configured:
        raise ImproperlyConfigured(
            "BEHIND_PROXY=1 needs ORIGINS: the addresses that browsers ask the proxy for, such as "
            "https://wall.example"
        )
    return configured or [f"http://{host.lstrip('.')}:{port}" for host in hosts]


def are_secure(origins: list[str]) -> bool:
    """Whether all use https: a page reached by http would never send a secure cookie back."""
    return all(origin.startswith("https://") for origin in origins)
