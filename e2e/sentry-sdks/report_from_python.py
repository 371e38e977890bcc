# An application that knows its DSN and nothing else of this project.
import logging
import os

import sentry_sdk

sentry_sdk.init(
    dsn=os.environ["APP_DSN"],
    release="shop@2.0.0",
    environment="staging",
    server_name="shop-1",
)


def charge(order):
    return order["card"]


def pay(order):
    try:
        charge(order)
    except KeyError as cause:
        raise RuntimeError("payment failed") from cause


sentry_sdk.set_tag("shop", "berlin")
sentry_sdk.set_user({"id": "7", "email": "ada@shop.example"})
sentry_sdk.add_breadcrumb(category="cart", message="card chosen")
for _time in range(2):
    try:
        pay({})
    except RuntimeError as error:
        sentry_sdk.capture_exception(error)
sentry_sdk.capture_message("stock is low", level="warning")
for name in ["ada", "bob"]:
    logging.getLogger("pay").error("no card of %s", name)
sentry_sdk.flush(10)
