"""How much one person may keep."""

LISTS = 50
"""Lists of one person."""

SYMBOLS = 1_000
SECTIONS = 100
"""In one list. A page of it shows a hundred symbols, and all these headings at worst: no more than
a live table may have rows."""

LINKS = 20
"""Links to one list."""

NAME = 60
"""Characters in the name of a list or of a section."""

NOTE = 500
"""Characters in a note."""

FILE = 1024 * 1024
"""Bytes in a file that is imported."""

DIGITS, PLACES = 20, 10
"""Of a quantity, a cost, a limit: digits in all, and after the point."""
