"""A dashboard that keeps what it is sent; for tests only."""

import http.server
import json
import threading


class Receiver:
    def __init__(self, status=200, headers=(), hangs=False):
        self.status = status
        self.requests = []
        self._come = threading.Condition()
        self._released = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer._come:
                    outer.requests.append((self.path, json.loads(body)))
                    outer._come.notify_all()
                if hangs:
                    outer._released.wait(30)
                    return
                self.send_response(outer.status)
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_args):
                return

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def reports(self, count=0):
        """Waits until so many have come."""
        with self._come:
            self._come.wait_for(lambda: len(self.requests) >= count, 10)
            return [body for _path, body in self.requests]

    def close(self):
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
