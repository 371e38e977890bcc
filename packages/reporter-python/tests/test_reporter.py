import ast
import asyncio
import json
import logging
import pathlib
import re
import threading
import time
import unittest
from unittest import mock

import architect_reporter
from architect_reporter import Reporter

from .receiver import Receiver

PACKAGE = pathlib.Path(architect_reporter.__file__).parent
# A `¦` keeps made-up secrets from looking like real ones.
CASES = json.loads(
    (PACKAGE.parent.parent / "reporter-js" / "report-cases.json").read_text("utf-8").replace("¦", "")
)


class ReporterTest(unittest.TestCase):
    def start(self, status=200, headers=(), hangs=False, **options):
        receiver = Receiver(status, headers, hangs)
        self.addCleanup(receiver.close)
        return receiver, Reporter(**{"node_id": "shop-1", "url": receiver.url, **options})

    def test_sends_the_shared_list_as_it_is_written_there(self):
        for case in CASES:
            with self.subTest(case["name"]):
                options = dict(case.get("options", {}))
                receiver, _ = self.start()
                if "dsn" in options:
                    options["dsn"] = options["dsn"].replace("HOST", receiver.url[len("http://") :])
                reporter = Reporter(node_id="shop-1", url=receiver.url, **options)
                reporter.report(raised(case["error"]["type"], case["error"]["message"]), **case.get("details", {}))
                self.assertTrue(reporter.flush())
                if case["sent"] is None:
                    self.assertEqual(receiver.requests, [])
                    continue
                path, report = receiver.requests[0]
                self.assertEqual({name: report.get(name) for name in case["sent"]}, case["sent"])
                self.assertEqual((report["node_id"], report["platform"]), ("shop-1", "python"))
                self.assertRegex(report["event_id"], r"^[0-9a-f]{32}$")
                self.assertIn("in raised", report["stack_trace"])
                self.assertEqual(path, case.get("path", "/api/errors"))

    def test_makes_a_report_of_anything(self):
        class Bad(Exception):
            def __str__(self):
                raise ValueError("no")

            __repr__ = __str__

        cycle = {"list": [{}] * 10**5, "huge": "x" * 10**6, "bad": Bad(), "odd": [b"b", {1}, 10**30, float("nan")]}
        cycle["self"] = cycle
        receiver, reporter = self.start()
        reporter.report(Bad(), context=cycle)
        reporter.report("a text \ud800")
        reporter.report(None)
        self.assertTrue(reporter.flush())
        bad, text, _nothing = receiver.reports(3)
        self.assertEqual(bad["message"], "An error that cannot be read")
        self.assertEqual((bad["context"]["self"], bad["context"]["odd"][3]), ("[cycle]", "nan"))
        self.assertEqual(text["message"], "a text ?")
        self.assertLess(len(json.dumps(bad)), 60_000)

    def test_leaves_out_what_is_too_much_in_a_minute_and_tells_how_much_it_was(self):
        receiver, reporter = self.start(max_per_minute=2)
        for message in "abcd":
            reporter.report(message)
        later = time.monotonic() + 61
        with mock.patch("architect_reporter.reporter.time.monotonic", lambda: later):
            reporter.report("e")
        self.assertEqual([one["message"] for one in receiver.reports(3)], ["a", "b", "e"])
        self.assertEqual(receiver.reports()[2]["context"], {"reports_left_out": 2})

    def test_reports_once_what_arrives_by_two_ways(self):
        receiver, reporter = self.start()
        error = raised("E", "once")
        reporter.report(error)
        reporter.report(error)
        reporter.report("next")
        self.assertEqual([one["message"] for one in receiver.reports(2)], ["once", "next"])

    def test_lets_the_application_change_or_keep_a_report(self):
        def before_send(report):
            if report["message"] == "fail":
                raise ValueError("in before_send")
            return None if report["message"] == "keep" else {**report, "message": report["message"].upper()}

        receiver, reporter = self.start(before_send=before_send)
        for message in ("keep", "fail", "shout"):
            reporter.report(message)
        self.assertEqual([one["message"] for one in receiver.reports(1)], ["SHOUT"])

    def test_leaves_a_dashboard_alone_until_the_time_it_names(self):
        receiver, reporter = self.start(status=429, headers=[("Retry-After", "30")], max_per_minute=100)
        reporter.report("a")
        self.assertFalse(reporter.flush())
        for more in range(50):
            reporter.report("more %d" % more)
        reporter.report("at the end", wait=True)
        self.assertEqual([one["message"] for one in receiver.reports()], ["a"])
        receiver.status = 200
        reporter._outbox._paused_until = 0  # as when the time is over
        self.assertTrue(reporter.flush(20))
        self.assertEqual(len({one["message"] for one in receiver.reports()}), 30)

    def test_gives_up_a_dashboard_that_does_not_answer_or_is_not_there(self):
        _receiver, hanging = self.start(hangs=True, timeout_s=0.2)
        hanging.report("a", wait=True)
        gone, dead = self.start()
        gone.close()
        dead.report("a")
        self.assertFalse(dead.flush())

    def test_says_once_what_is_wrong_with_an_address_and_goes_on(self):
        with mock.patch("sys.stderr") as stderr:
            for options in ({}, {"url": "dashboard:8080"}, {"dsn": "https://host/1"}):
                reporter = Reporter(node_id="n", **options)
                reporter.report("a")
                self.assertTrue(reporter.flush())
        self.assertEqual(sum("not reported" in str(call) for call in stderr.write.call_args_list), 2)

    def test_runs_on_python_3_8(self):
        for file in PACKAGE.glob("*.py"):
            source = file.read_text("utf-8")
            ast.parse(source, feature_version=(3, 8))
            self.assertIsNone(re.search(r"\bremoveprefix\b|: \w+ \| None|dict\[|list\[str", source), file)


class InstalledTest(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        architect_reporter.install(url=self.receiver.url, node_id="shop-1", max_per_minute=100)
        self.addCleanup(architect_reporter.uninstall)

    def test_reports_what_ends_a_thread_and_what_asyncio_is_told(self):
        with mock.patch("sys.stderr"):
            thread = threading.Thread(target=raised, args=("ThreadError", "x", True), name="worker")
            thread.start()
            thread.join()

        async def lose_a_task():
            asyncio.get_running_loop().call_exception_handler({"message": "lost", "exception": raised("Lost", "y")})

        with self.assertLogs("asyncio"):
            asyncio.run(lose_a_task())
        first, second = self.receiver.reports(2)
        self.assertEqual((first["error_type"], first["context"]["thread"]), ("ThreadError", "worker"))
        self.assertEqual((second["error_type"], second["context"]["type"]), ("Lost", "asyncio"))

    def test_traps_functions_coroutines_and_blocks_and_lets_their_errors_go(self):
        @architect_reporter.trap_errors
        def plain(value):
            """Its words."""
            return 1 / value

        @architect_reporter.trap_errors(severity="critical")
        async def later():
            raise KeyError("gone")

        self.assertEqual((plain(1), plain.__doc__), (1, "Its words."))
        with self.assertRaises(ZeroDivisionError):
            plain(0)
        with self.assertRaises(KeyError):
            asyncio.run(later())
        with self.assertRaises(OSError), architect_reporter.reporting("database"):
            raise OSError("disk")
        told = [(one["error_type"], one["severity"], one["source"]) for one in self.receiver.reports(3)]
        self.assertEqual(told, [("ZeroDivisionError", "error", __file__), ("KeyError", "critical", __file__), ("OSError", "error", "database")])

    def test_reports_log_records_from_error_on(self):
        logger = logging.getLogger("shop.pay")
        logger.propagate = False
        handler = architect_reporter.LogHandler()
        logger.addHandler(handler)
        self.addCleanup(logger.removeHandler, handler)
        logger.warning("no report")
        logger.error("no card of %s", "ada")
        try:
            raised("PayError", "declined", True)
        except Exception:
            logger.critical("pay failed", exc_info=True)
        first, second = self.receiver.reports(2)
        self.assertEqual((first["message"], first["fingerprint"]), ("no card of ada", ["log", "shop.pay", "no card of %s"]))
        self.assertEqual((second["error_type"], second["severity"]), ("PayError", "critical"))

    def test_watches_wsgi_applications_also_while_their_reply_is_made(self):
        closed = []

        class Body:
            def __iter__(self):
                yield b"part"
                raise raised("StreamError", "half")

            def close(self):
                closed.append(True)

        def app(environ, _start_response):
            if environ["PATH_INFO"] == "/now":
                raise raised("NowError", "at once")
            return Body()

        watched = architect_reporter.WsgiMiddleware(app)
        with self.assertRaisesRegex(Exception, "at once"):
            watched({"PATH_INFO": "/now", "REQUEST_METHOD": "GET", "QUERY_STRING": "token=x"}, None)
        body = watched({"PATH_INFO": "/half", "REQUEST_METHOD": "POST"}, None)
        with self.assertRaisesRegex(Exception, "half"):
            list(body)
        body.close()
        first, second = self.receiver.reports(2)
        self.assertEqual((first["error_type"], first["context"]["request_path"]), ("NowError", "/now"))
        self.assertEqual((second["error_type"], second["context"]["request_method"]), ("StreamError", "POST"))
        self.assertEqual(closed, [True])


def raised(kind, message, really=False):
    """An error with a stack, as one that was caught; with `really` it is let go."""
    try:
        raise type(kind, (Exception,), {})(message)
    except Exception as error:
        if really:
            raise
        return error
