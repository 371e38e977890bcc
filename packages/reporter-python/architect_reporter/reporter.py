"""The reporter itself: composes reports, and keeps them few."""

import collections
import json
import re
import sys
import threading
import time
import uuid
from datetime import datetime, timezone

from .clean_value import clean_text, clean_value
from .describe_error import describe_error
from .outbox import Outbox

# Two ways lead to one report of the same error, e.g. a decorator and the hook at the end.
SAME_ERROR_S = 2.0
LARGEST_BODY = 60_000
_SEEN_AT = "__architect_reported_at__"


class Reporter:
    """
    Reports errors to a dashboard. Its methods never raise, and return at once unless told to wait.

    url -- address of the dashboard; dsn -- the key of an application, as the dashboard shows it. With neither of them
    nothing is reported.
    node_id -- which instance of the application this is, e.g. `shop-prod-01`
    ignore -- texts or compiled patterns; errors whose message contains or matches one are not reported
    max_per_minute -- the number of those that were left out is told by the next report
    before_send -- sees each report before it goes, and returns it or None
    redact -- further names of fields whose values are secrets
    """

    def __init__(
        self,
        *,
        node_id,
        url=None,
        dsn=None,
        release=None,
        environment=None,
        ignore=(),
        max_per_minute=10,
        before_send=None,
        redact=(),
        timeout_s=5.0
    ):
        self.node_id = node_id
        self.timeout_s = timeout_s
        self._known = {"release": release, "environment": environment}
        self._ignore = tuple(ignore)
        self._max_per_minute = max_per_minute
        self._before_send = before_send
        self._redact = tuple(redact)
        self._lock = threading.Lock()
        self._taken = collections.deque()
        self._left_out = 0
        self.address = _read_address(url, dsn)
        self._outbox = Outbox(self.address, timeout_s) if self.address else None

    def report(self, error, *, wait=False, **details):
        """
        Reports an exception, or a text. With `wait` it is sent before the call returns, for at most `timeout_s`.
        details -- severity, source, url, fingerprint, user, tags, context, stack_trace
        """
        if self._outbox is None:
            return
        try:
            body = self._write(error, details)
            if body is None:
                return
            if wait:
                self._outbox.send_now(body)
            elif not self._outbox.put(body):
                self._left_out += 1
        except Exception:  # Reporting must never harm what it reports on.
            return

    def flush(self, timeout_s=None):
        """Waits until every report was tried. True: all of them arrived."""
        return self._outbox is None or self._outbox.flush(self.timeout_s if timeout_s is None else timeout_s)

    def _write(self, error, details):
        with self._lock:
            if self._was_seen(error):
                return None
            report = self._compose(error, **details)
            if any(_matches(one, report["message"]) for one in self._ignore):
                return None
            if not self._may_go():
                self._left_out += 1
                return None
            if self._left_out:
                report["context"]["reports_left_out"] = self._left_out
            self._left_out = 0
        if self._before_send is not None:
            report = self._before_send(report)
        return None if report is None else _fit(report)

    def _was_seen(self, error):
        if not isinstance(error, BaseException):
            return False
        now = time.monotonic()
        before = getattr(error, _SEEN_AT, None)
        try:
            # On the exception itself: to keep the exception would keep all its frames.
            setattr(error, _SEEN_AT, now)
        except Exception:  # A class that takes no attributes is reported each time.
            return False
        return before is not None and now - before < SAME_ERROR_S

    def _may_go(self):
        now = time.monotonic()
        while self._taken and self._taken[0] <= now - 60:
            self._taken.popleft()
        if len(self._taken) >= self._max_per_minute:
            return False
        self._taken.append(now)
        return True

    def _compose(self, error, severity="error", source=None, url=None, context=None, user=None, tags=None, **more):
        report = {
            "event_id": uuid.uuid4().hex,
            "timestamp": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "node_id": self.node_id,
            **describe_error(error),
            "severity": severity,
            "platform": "python",
            **self._known,
            **more,
        }
        if source:
            report["source"] = clean_text(str(source), 500)
        if url:
            report["url"] = clean_text(str(url), 1000)
        if user:
            report["user"] = self._clean_record(user)
        if tags:
            report["tags"] = {name: str(tag) for name, tag in self._clean_record(tags).items()}
        report["context"] = self._clean_record(context or {})
        return {name: value for name, value in report.items() if value not in (None, "")}

    def _clean_record(self, value):
        clean = clean_value(value, self._redact)
        return clean if isinstance(clean, dict) else {"value": clean}


def _matches(pattern, message):
    return pattern in message if isinstance(pattern, str) else bool(re.search(pattern, message))


def _fit(report):
    """A body of at most 60 kB: the context goes first, then most of the stack."""
    body = json.dumps(report).encode()
    if len(body) <= LARGEST_BODY:
        return body
    short = {**report, "context": {"left_out": "the context was too large"}}
    body = json.dumps(short).encode()
    if len(body) <= LARGEST_BODY:
        return body
    bare = {name: value for name, value in short.items() if name not in ("user", "tags")}
    return json.dumps({**bare, "stack_trace": str(report.get("stack_trace", ""))[-5000:]}).encode()


def _read_address(url, dsn):
    """The address of `POST /api/errors`. With an address that is none it says so once, and nothing is reported."""
    if dsn:
        parts = re.match(r"^(https?)://([^:@/]+)(?::[^@/]*)?@([^/]+)(/.*)?/[^/]+/?$", dsn)
        if parts:
            scheme, key, host, path = parts.groups()
            return "%s://%s%s/api/errors?sentry_key=%s" % (scheme, host, path or "", key)
        print("Errors are not reported: the dsn must look like https://KEY@host/PROJECT", file=sys.stderr)
        return None
    if not url:
        return None
    if not re.match(r"^https?://", url):
        print("Errors are not reported: the url must begin with http:// or https://", file=sys.stderr)
        return None
    base = url.rstrip("/")
    return base if base.endswith("/api/errors") else base + "/api/errors"
