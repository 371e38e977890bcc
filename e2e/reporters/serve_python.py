# A web application on Flask or plain WSGI, with a reporter; it says where it listens.
import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import architect_reporter

architect_reporter.install(dsn=os.environ.get("APP_DSN"), node_id="shop-web-1")


def charge():
    raise TypeError("card is undefined")


def make_flask():
    from flask import Flask, abort

    app = Flask(__name__)
    architect_reporter.watch_flask(app)
    app.add_url_rule("/pay", "pay", charge)
    app.add_url_rule("/order", "order", lambda: abort(404))
    app.register_error_handler(KeyError, lambda error: ("not yours", 403))

    @app.route("/mine")
    def mine():
        raise KeyError("mine")

    return app


def make_wsgi():
    def app(environ, start_response):
        if environ["PATH_INFO"] == "/pay":
            charge()
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"no such order"]

    return architect_reporter.WsgiMiddleware(app)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        return


app = {"flask": make_flask, "wsgi": make_wsgi}[sys.argv[1]]()
with make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
    print("http://127.0.0.1:%d" % server.server_port, flush=True)
    server.serve_forever()
