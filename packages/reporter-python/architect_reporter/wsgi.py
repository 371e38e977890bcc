"""Web applications: any that speaks WSGI (PEP 3333), and Flask."""


def _request_context(environ):
    return {
        "type": "request_error",
        "request_method": environ.get("REQUEST_METHOD"),
        "request_path": environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""),
        "request_id": environ.get("HTTP_X_REQUEST_ID"),
        "user_agent": environ.get("HTTP_USER_AGENT"),
    }


class WsgiMiddleware:
    """`app = WsgiMiddleware(app, reporter)`: reports what an application raises, and raises it again."""

    def __init__(self, app, reporter):
        self._app = app
        self._reporter = reporter

    def __call__(self, environ, start_response):
        try:
            body = self._app(environ, start_response)
        except Exception as error:
            self._reporter.report(error, context=_request_context(environ))
            raise
        return _WatchedBody(body, environ, self._reporter)


class _WatchedBody:
    """The body of a reply, which may be made while it is sent."""

    def __init__(self, body, environ, reporter):
        self._body = body
        self._parts = iter(body)
        self._environ = environ
        self._reporter = reporter

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return next(self._parts)
        except StopIteration:
            raise
        except Exception as error:
            self._reporter.report(error, context=_request_context(self._environ))
            raise

    def close(self):
        close = getattr(self._body, "close", None)
        if close is not None:
            close()


def watch_flask(app, reporter):
    """Reports what ends a request of a Flask application with a status from 500. Replies stay as they are."""
    handle = app.handle_user_exception

    def handle_user_exception(error):
        try:
            reply = handle(error)
        except Exception:
            _tell_flask(error, reporter)
            raise
        if _status_of(reply) >= 500:
            _tell_flask(error, reporter)
        return reply

    app.handle_user_exception = handle_user_exception


def _tell_flask(error, reporter):
    from flask import request  # Only who has Flask comes here.

    context = {**_request_context(request.environ), "endpoint": request.endpoint}
    reporter.report(error, context=context)


def _status_of(reply):
    """A view answers with a response, or with a body and a status."""
    if isinstance(reply, tuple):
        return next((one for one in reply[1:] if isinstance(one, int)), 200)
    return getattr(reply, "status_code", None) or getattr(reply, "code", None) or 200
