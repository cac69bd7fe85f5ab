#!/usr/bin/env python3
"""The pages in Debian's Chromium, driven by playwright-core: axe, console, CSP and pictures of every page.
usage: pages_test.py chart|console|work|offline|postgres
  chart     the viewer, on the demo's clinic day
  console   first set-up, sign-in, administrator and integrator, on a real service
  work      compliance and front desk, on the demo's clinic day
  offline   what goes wrong (expired sessions, two people on one item, hostile texts), on a made-up clinic
  postgres  console and work once more in English, on a service whose store is PostgreSQL"""
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import people
from people import b

HERE = pathlib.Path(__file__).resolve().parent
ROLES = {"admin": ["admin", "compliance"], "integrator": ["integrator"], "clinician": ["clinician"], "desk": ["front-desk"],
         "compliance": ["compliance"], "auditor": ["auditor"]}


@contextlib.contextmanager
def demo(folder):
    """A service on which the clinic day was played: (its address, its settings file, the first set-up link)."""
    data = folder / "var"
    data.mkdir(mode=0o700)
    port = b.free_port()
    environment = dict(os.environ, CHARTBRIDGE_DATA=str(data), CHARTBRIDGE_TEST_PACE="0")
    subprocess.run([b.PROGRAM, "demo", "prepare", "--port", str(port)], check=True, env=environment, stdout=subprocess.DEVNULL)
    told = folder / "told.txt"
    with open(told, "wb") as out:
        serve = subprocess.Popen([b.PROGRAM, "serve", "--demo"], env=environment, cwd=data, stdout=out, stderr=subprocess.STDOUT)
    try:
        def over():
            assert serve.poll() is None, told.read_text()[-3000:]
            return "Ctrl-C ends it" in told.read_text()
        b.wait_for("the clinic day to be over", over, patience=300)
        link = re.search(r"http://\S+/console/#/setup/\S+", told.read_text())
        yield f"http://127.0.0.1:{port}", data / "chartbridge.toml", link.group(0)
    finally:
        serve.terminate()
        serve.wait(60)


def node(script, *journeys, **environment):
    done = subprocess.run(["node", str(HERE / script), *journeys], env={**os.environ, **environment}, capture_output=True, text=True)
    print(done.stdout)
    bad = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    assert done.returncode == 0, "\n".join(bad) or done.stderr[-3000:] or done.stdout[-2000:]


def accounts(base, config, kind="person"):
    return {name: people.add(base, config, f"{name}-{kind}", *roles) for name, roles in ROLES.items()}


@contextlib.contextmanager
def on_postgres(folder):
    """Services and commands of this process keep their store in a PostgreSQL of their own."""
    postgres = b.Postgres(folder)
    os.environ["CHARTBRIDGE_STORE__URL"] = postgres.url
    try:
        yield
    finally:
        del os.environ["CHARTBRIDGE_STORE__URL"]
        postgres.stop()


def console(base, config, link, *journeys, **more):
    node("console_frame.mjs", *journeys, BASE=base, CONSOLE_PEOPLE=json.dumps(accounts(base, config)),
         CONSOLE_SETUP_LINK=link.rsplit("/", 1)[1], **more)


def main():
    if not pathlib.Path(os.environ.get("CHROMIUM", "/usr/bin/chromium")).exists() or not shutil.which("node"):
        b.skip("chromium or node is not installed")
    part = sys.argv[1]
    if part == "offline":
        environment = {name: value for name, value in os.environ.items() if name not in ("BASE", "CONSOLE_PEOPLE")}
        os.environ.clear()
        os.environ.update(environment)
        node("console_frame.mjs", CONSOLE_ONLY="faults")
        return node("console_work.mjs", CONSOLE_ONLY="faults")
    with b.folder() as folder, contextlib.ExitStack() as stack:
        if part == "postgres":
            stack.enter_context(on_postgres(folder))
        base, config, link = stack.enter_context(demo(folder))
        if part == "chart":
            node("chart.mjs", BASE=base)
        elif part == "console":
            console(base, config, link)
        elif part == "postgres":
            console(base, config, link, "^(set-up|sign-in|admin|integrator) en$", CHARTBRIDGE_SHOTS="")
            node("console_work.mjs", "^(three clicks|patient|lists|demo queue) en$|^demo decisions$", CHARTBRIDGE_SHOTS="", BASE=base,
                 CONSOLE_PEOPLE=json.dumps(accounts(base, config, "at-work")))
            assert not config.with_name("chartbridge.db").exists(), "the store is not PostgreSQL"
        else:
            node("console_work.mjs", BASE=base, CONSOLE_PEOPLE=json.dumps(accounts(base, config)))
        people.no_reports(base)


main()
