from __future__ import annotations

import re
from datetime import date

DAY = re.compile(r"\d{8}|\d{4}-\d\d-\d\d|\d{4}/\d\d/\d\d", re.ASCII)


def parse_day(text: str) -> date:
    """Accept 20250303, 2025-03-03 and 2025/03/03. Raises ValueError with a sentence for people."""
    digits = re.sub(r"\D", "", text) if DAY.fullmatch(text) else "00000000"
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError("This is not a date such as 2025-03-03.") from None


def format_compact(value: date | None) -> str:
    """Such as 20250303."""
    return format_iso(value).replace("-", "")


def format_iso(value: date | None) -> str:
    """Such as 2025-03-03."""
    return value.isoformat() if value else ""
