"""Anything that was raised, in words."""

import sysconfig
import traceback

from .clean_value import clean_text

LONGEST_MESSAGE = 2000
LONGEST_STACK = 16000
_HEAD = "Traceback (most recent call last):\n"
_LIBRARIES = tuple(path for path in map(sysconfig.get_path, ("stdlib", "purelib", "platlib")) if path)


def describe_error(error):
    """The fields of a report that the error itself tells; a text is taken as the message."""
    if not isinstance(error, BaseException):
        return {"error_type": "Error", "message": _message_of(error), "source": "unknown"}
    described = {
        "error_type": type(error).__name__,
        "message": _message_of(error),
        "source": _source_of(error),
    }
    if error.__traceback__ is not None:
        described["stack_trace"] = _stack_of(error)
    return described


def _message_of(error):
    try:
        text = str(error)
    except Exception:  # An exception whose own text fails must still be told.
        text = "An error that cannot be read"
    return clean_text(text, LONGEST_MESSAGE) or "(no message)"


def _stack_of(error):
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    if len(text) > LONGEST_STACK:
        # What matters most stands at the end.
        text = _HEAD + text[-LONGEST_STACK:].split("\n", 1)[-1]
    return clean_text(text, LONGEST_STACK + 1000)


def _source_of(error):
    """File of the newest frame that is the application's own, else of the newest one."""
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    own = [file for file in files if not file.startswith(_LIBRARIES) and "-packages/" not in file]
    return clean_text((own or files or ["unknown"])[-1], 500)
