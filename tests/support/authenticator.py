"""What an authenticator app shows (RFC 6238)."""

from __future__ import annotations

import base64
import hmac
import time


def current_code(secret: str) -> str:
    moment = int(time.time() // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    start = digest[-1] & 15
    return f"{int.from_bytes(digest[start : start + 4], 'big') % 2**31 % 10**6:06}"
