"""Reports on their way. Nothing of it raises, waits for ever or grows."""

import collections
import os
import threading
import time
import urllib.error
import urllib.request

MOST_WAITING = 30
MOST_TRIES = 3
LONGEST_PAUSE_S = 300.0


class Outbox:
    """Sends bodies one after another in a thread of its own, which keeps no process alive."""

    def __init__(self, address, timeout_s):
        self._address = address
        self._timeout_s = timeout_s
        self._begin()
        # The thread is not there in a forked process, and a lock may have been held.
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin)

    def _begin(self):
        self._changed = threading.Condition()
        self._waiting = collections.deque()
        self._sending = False
        self._thread = None
        self._paused_until = 0.0
        self._faults = 0

    def put(self, body):
        """Takes a body to be sent soon. False: there is no room."""
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                return False
            self._waiting.append((body, 0))
            if self._thread is None:
                self._thread = threading.Thread(target=self._send_all, name="architect-reporter", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return True

    def send_now(self, body):
        """Sends on the caller's own thread, for the moment in which a process ends."""
        # Whoever did not answer a moment ago is not waited for again.
        if time.monotonic() >= self._paused_until:
            self._note(self._post(body))

    def flush(self, timeout_s):
        """Waits until every report was tried. True: all of them arrived."""
        with self._changed:
            # Whoever waits for the end of a pause looks again.
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._sending and (not self._waiting or self._is_paused()), timeout_s)
            return not self._sending and not self._waiting

    def _is_paused(self):
        return time.monotonic() < self._paused_until

    def _send_all(self):
        while True:
            with self._changed:
                while not self._waiting or self._is_paused():
                    self._changed.wait(max(0.01, self._paused_until - time.monotonic()) if self._waiting else None)
                body, tries = self._waiting.popleft()
                self._sending = True
            retry_s = self._post(body)
            with self._changed:
                self._sending = False
                self._note(retry_s)
                if retry_s is not None and tries + 1 < MOST_TRIES:
                    self._waiting.appendleft((body, tries + 1))
                self._changed.notify_all()

    def _note(self, retry_s):
        if retry_s is None:
            self._faults = 0
            return
        self._faults += 1
        pause_s = min(max(retry_s, float(2 ** min(self._faults, 6))), LONGEST_PAUSE_S)
        self._paused_until = time.monotonic() + pause_s

    def _post(self, body):
        """None: it is done, taken or refused for good; else seconds after which it may be tried again."""
        request = urllib.request.Request(
            self._address, data=body, headers={"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s):
                return None
        except urllib.error.HTTPError as refusal:
            passing = refusal.code in (408, 429) or refusal.code >= 500
            return _seconds(refusal.headers.get("Retry-After")) if passing else None
        except Exception:  # Not there, or too late: the application must not notice.
            return 0.0


def _seconds(header):
    try:
        return max(0.0, float(header or 0))
    except ValueError:
        return 0.0
