"""
Reports the errors of an application to an Architect Dashboard.

    import architect_reporter
    architect_reporter.install(url="https://dashboard.example", node_id="shop-prod-01")

From then on everything that nobody catches is reported: at the end of the process, in threads and in asyncio. It needs
nothing but Python, never raises, and never holds the application up for longer than `timeout_s`.
"""

from .hooks import add_hooks
from .hooks import watch_loop as _watch_loop
from .log_handler import LogHandler as _LogHandler
from .reporter import Reporter
from .traps import make_trap_errors
from .wsgi import WsgiMiddleware as _WsgiMiddleware
from .wsgi import watch_flask as _watch_flask

__all__ = [
    "LogHandler",
    "Reporter",
    "WsgiMiddleware",
    "flush",
    "install",
    "report",
    "reporting",
    "trap_errors",
    "uninstall",
    "watch_flask",
    "watch_loop",
]

_silent = Reporter(node_id="none")
_reporter = _silent
_remove_hooks = None


def install(**options):
    """Starts to report, with the options of `Reporter`; a second call replaces the first. Returns the reporter."""
    global _reporter, _remove_hooks
    uninstall()
    _reporter = Reporter(**options)
    if _reporter.address is not None:
        _remove_hooks = add_hooks(_reporter)
    return _reporter


def uninstall():
    """Takes everything out again."""
    global _reporter, _remove_hooks
    if _remove_hooks is not None:
        _remove_hooks()
    _reporter, _remove_hooks = _silent, None


def report(error, **details):
    """Reports an exception or a text; see `Reporter.report`. Does nothing before `install`."""
    _reporter.report(error, **details)


def flush(timeout_s=None):
    """Waits until every report was tried. True: all of them arrived."""
    return _reporter.flush(timeout_s)


trap_errors, reporting = make_trap_errors(lambda: _reporter)


class _Installed:
    """Whichever reporter is installed at the moment: for what is set up before `install`."""

    def report(self, error, **details):
        _reporter.report(error, **details)


_installed = _Installed()


def LogHandler(**options):  # noqa: N802 - it stands for the class
    """A handler for `logging`; `level` is ERROR unless told otherwise."""
    return _LogHandler(_installed, **options)


def WsgiMiddleware(app):  # noqa: N802 - it stands for the class
    """Reports what a WSGI application raises: `app = WsgiMiddleware(app)`."""
    return _WsgiMiddleware(app, _installed)


def watch_flask(app):
    """Reports what ends a request of a Flask application with a status from 500."""
    _watch_flask(app, _installed)


def watch_loop(loop):
    """For event loops that are no part of asyncio, such as uvloop's."""
    _watch_loop(_installed, loop)
