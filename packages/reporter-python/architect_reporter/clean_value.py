"""Copies of anything that can be sent: secrets taken out, neither deep nor endless, cycles named."""

import math
from collections.abc import Mapping, Sequence, Set

from .redact import REDACTED, is_secret_name, redact_text

DEEPEST = 6
MOST_ENTRIES = 50
LONGEST_TEXT = 2000
# Values of one report, so that wide and deep together stay small.
MOST_VALUES = 1000


def clean_text(text, most):
    """A text of at most `most` characters without secrets, that can be written as UTF-8."""
    # Cut first, with room for a secret that reaches over the end, so that a huge text costs nothing.
    clean = redact_text(text[: most + 200]).encode("utf-8", "replace").decode("utf-8")
    return clean[:most] + "…" if len(clean) > most else clean


def clean_value(value, secret_names=()):
    """A copy that JSON can hold. Never raises, whatever the value's own methods do."""
    return _Cleaner(secret_names).clean(value)


class _Cleaner:
    def __init__(self, secret_names):
        self._secret_names = secret_names
        self._above = []
        self._values = 0

    def clean(self, value):
        self._values += 1
        if self._values > MOST_VALUES:
            return "[too much]"
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            # JSON knows larger numbers than its readers do.
            return int(value) if abs(value) < 2**53 else str(value)
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        try:
            if isinstance(value, str):
                return clean_text(str(value), LONGEST_TEXT)
            return self._clean_object(value)
        except Exception:  # A value whose own methods fail is the application's own matter.
            return "[unreadable]"

    def _clean_object(self, value):
        if any(value is one for one in self._above):
            return "[cycle]"
        if len(self._above) >= DEEPEST:
            return "[too deep]"
        self._above.append(value)
        try:
            if isinstance(value, Mapping):
                return self._clean_mapping(value)
            if isinstance(value, (Sequence, Set)) and not isinstance(value, (bytes, bytearray, memoryview)):
                return self._clean_list(list(value))
            if isinstance(value, BaseException):
                return {"type": type(value).__name__, "message": self.clean(str(value))}
            return clean_text(repr(value)[: LONGEST_TEXT + 200], LONGEST_TEXT)
        finally:
            self._above.pop()

    def _clean_list(self, values):
        short = [self.clean(one) for one in values[:MOST_ENTRIES]]
        left = len(values) - MOST_ENTRIES
        return short + ["[%d more]" % left] if left > 0 else short

    def _clean_mapping(self, values):
        copy = {}
        for index, (name, value) in enumerate(values.items()):
            if index >= MOST_ENTRIES:
                copy["[more]"] = len(values) - MOST_ENTRIES
                break
            name = clean_text(str(name), 200)
            secret = is_secret_name(name, self._secret_names)
            copy[name] = REDACTED if secret else self.clean(value)
        return copy
