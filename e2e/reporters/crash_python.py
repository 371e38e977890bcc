# An application that ends in the way it is told, with a reporter that may be off.
import asyncio
import os
import signal
import sys
import threading

import architect_reporter

architect_reporter.install(
    url=os.environ.get("APP_URL"),
    dsn=os.environ.get("APP_DSN"),
    node_id="shop-python-1",
    release="shop@2.0.0",
    environment="staging",
    timeout_s=1.5,
)


def charge(order):
    try:
        return order["card"]
    except KeyError as cause:
        raise RuntimeError("no card, token=hush") from cause


def throw():
    charge({})


def exit():
    architect_reporter.report(ValueError("giving up"), context={"password": "hush"})
    sys.exit(3)


def term():
    architect_reporter.report(ValueError("asked to go"))
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(20)


def end():
    architect_reporter.report(ValueError("almost done"))


def thread():
    worker = threading.Thread(target=charge, args=({},), name="worker")
    worker.start()
    worker.join()


def task():
    async def lose():
        asyncio.get_running_loop().create_task(fail(), name="lost")
        await asyncio.sleep(0)

    async def fail():
        raise LookupError("nobody waits for it")

    asyncio.run(lose())


def interrupt():
    raise KeyboardInterrupt


globals()[sys.argv[1]]()
