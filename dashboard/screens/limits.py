from __future__ import annotations

NAME = 60
"""Characters in the name of a screen or of a programme."""

BANNER = 200
"""Characters in a banner."""

PAGES = 20
"""Pages in one programme."""

DWELL = (5, 3600)
"""Seconds for which a page may be shown."""

ROWS = (1, 60)
"""Instruments on one screen: nobody reads more than sixty lines from a distance."""

TYPE_SIZE = (8, 400)
"""CSS pixels."""

PARTS = 12
"""Screens side by side that show one list."""

SCREENS = 200
PROGRAMMES = 100
"""In one installation."""

IDENTIFY_SECONDS = 20
"""Seconds for which a screen shows its name large."""

WRONG_CODES, WRONG_CODES_WINDOW = 10, 600
"""How many wrong codes one person may enter, in how many seconds."""
