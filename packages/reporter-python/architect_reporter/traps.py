"""Report what a function or a block raises, and let it go on its way."""

import asyncio
import contextlib
import functools


def make_trap_errors(reporter_of):
    def trap_errors(function=None, *, severity="error", context=None):
        """A decorator for functions and coroutine functions: `@trap_errors` or `@trap_errors(severity="critical")`."""
        if function is None:
            return functools.partial(trap_errors, severity=severity, context=context)
        name = getattr(function, "__qualname__", repr(function))
        told = {"type": "trapped", "function": name, **(context or {})}

        if asyncio.iscoroutinefunction(function):

            @functools.wraps(function)
            async def trapped_async(*args, **kwargs):
                with reporting(severity=severity, context=told):
                    return await function(*args, **kwargs)

            return trapped_async

        @functools.wraps(function)
        def trapped(*args, **kwargs):
            with reporting(severity=severity, context=told):
                return function(*args, **kwargs)

        return trapped

    @contextlib.contextmanager
    def reporting(source=None, *, severity="error", context=None):
        """A block whose errors are reported and raised again: `with reporting("database"): …`"""
        try:
            yield
        except Exception as error:
            reporter_of().report(error, severity=severity, source=source, context=context)
            raise

    return trap_errors, reporting
