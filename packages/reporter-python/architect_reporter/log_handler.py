"""Logging: `logging.getLogger().addHandler(LogHandler(reporter))`."""

import logging

_SEVERITIES = ((logging.CRITICAL, "critical"), (logging.ERROR, "error"), (logging.WARNING, "warning"))


class LogHandler(logging.Handler):
    """Reports records from a level on, by default ERROR; equal templates are the same error, whatever their values."""

    def __init__(self, reporter, level=logging.ERROR):
        super().__init__(level)
        self._reporter = reporter

    def emit(self, record):
        try:
            self._tell(record)
        except Exception:
            self.handleError(record)

    def _tell(self, record):
        context = {"type": "log", "logger": record.name, "function": record.funcName, "line": record.lineno}
        severity = next((word for level, word in _SEVERITIES if record.levelno >= level), "info")
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            return self._reporter.report(error, severity=severity, context={**context, "log": record.getMessage()})
        self._reporter.report(
            record.getMessage(),
            severity=severity,
            source=record.pathname,
            context=context,
            fingerprint=["log", record.name, str(record.msg)[:200]],
        )
