"""Pairing a device: it shows a code, a member of the staff enters it."""

from __future__ import annotations

from dashboard.screens.models import Screen


class WrongCodeError(ValueError):
    """No device shows this code, in a whole sentence."""


def claim(code: str, screen: Screen) -> None:
    """The device that shows ``code`` becomes this screen. Spaces, dashes and case do not matter.
    Raises WrongCodeError. (Only a stand-in: no code is right yet.)"""
    raise WrongCodeError("No screen shows this code. Look at the screen and enter it once more.")
