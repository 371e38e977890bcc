"""The places where Python tells of what nobody caught. Each former hook is called as it would have been."""

import asyncio
import atexit
import os
import signal
import sys
import threading

# Nobody's fault: a person or the program itself wanted the end.
_WANTED = (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError)

# Longest that a signal waits for reports.
BRIEF_S = 1.0


def add_hooks(reporter):
    """Hooks a reporter in; what comes back takes it out again."""
    undo = [_add_crash_hook(reporter), _add_thread_hook(reporter), _add_asyncio_hook(reporter), _add_signal_hook(reporter)]
    atexit.register(reporter.flush)

    def remove():
        atexit.unregister(reporter.flush)
        for one in undo:
            one()

    return remove


def _add_crash_hook(reporter):
    former = sys.excepthook

    def on_crash(kind, error, trace):
        # First what people see: a dashboard that does not answer must not hold it back.
        former(kind, error, trace)
        if isinstance(error, BaseException) and not isinstance(error, _WANTED):
            reporter.report(
                error.with_traceback(trace), wait=True, severity="critical", context={"type": "uncaught_exception"}
            )

    sys.excepthook = on_crash

    def remove():
        if sys.excepthook is on_crash:
            sys.excepthook = former

    return remove


def _add_thread_hook(reporter):
    former = threading.excepthook

    def on_thread_crash(args):
        former(args)
        if args.exc_value is not None and not isinstance(args.exc_value, _WANTED):
            thread = args.thread.name if args.thread else None
            reporter.report(args.exc_value, context={"type": "uncaught_exception", "thread": thread})

    threading.excepthook = on_thread_crash

    def remove():
        if threading.excepthook is on_thread_crash:
            threading.excepthook = former

    return remove


def _add_signal_hook(reporter):
    """SIGTERM ends the process without a word, so a report of the moment before would be lost. It ends all the same."""

    def on_term(number, _frame):
        reporter.flush(min(BRIEF_S, reporter.timeout_s))
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def remove():
        if is_added and signal.getsignal(signal.SIGTERM) is on_term:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)

    # Only the main thread may, and an application that has a handler ends as that one wants.
    is_added = (
        threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    )
    if is_added:
        signal.signal(signal.SIGTERM, on_term)
    return remove


def _add_asyncio_hook(reporter):
    """For every loop of asyncio's own, whichever handler it has; others take `watch_loop`."""
    loops = asyncio.BaseEventLoop
    former = loops.call_exception_handler

    def call_exception_handler(loop, context):
        former(loop, context)
        _tell_asyncio(reporter, context)

    loops.call_exception_handler = call_exception_handler

    def remove():
        if loops.call_exception_handler is call_exception_handler:
            loops.call_exception_handler = former

    return remove


def watch_loop(reporter, loop):
    """For loops that are no part of asyncio, such as uvloop's."""
    former = loop.get_exception_handler()

    def handle(the_loop, context):
        if former is None:
            the_loop.default_exception_handler(context)
        else:
            former(the_loop, context)
        _tell_asyncio(reporter, context)

    loop.set_exception_handler(handle)


def _tell_asyncio(reporter, context):
    error = context.get("exception") or context.get("message", "unknown")
    if not isinstance(error, _WANTED):
        told = {"type": "asyncio", "message": context.get("message"), "task": repr(context.get("task"))}
        reporter.report(error, source=None if isinstance(error, BaseException) else "asyncio", context=told)
