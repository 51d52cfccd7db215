LISTS = 50
"""Lists of one person."""

SYMBOLS = 1_000
SECTIONS = 100
"""In one list. A page shows a hundred symbols and at most all these headings, within the row limit
of a live table."""

LINKS = 20
"""Links to one list."""

NAME = 60
"""Characters in the name of a list or of a section."""

NOTE = 500
"""Characters in a note."""

FILE = 1024 * 1024
"""Bytes in a file that is imported."""

DIGITS, PLACES = 20, 10
"""Digits of a quantity, a cost or a limit: in all, and after the point."""
