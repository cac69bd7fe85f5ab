#!/usr/bin/env python3
"""A store that this program did not write, or that a newer one wrote: one sentence, exit 1 or 2, nothing changed, on both
engines. usage: wrong_schema_test.py [postgres]"""
import hashlib
import shutil
import sqlite3
import subprocess
import sys

import bridge as b

NEWER = ("INSERT INTO schema_version (version, name, applied) VALUES (9999, '9999-later.sql', 0)",)
# Tables of our names that mean something else, as another program may have.
FOREIGN = ("DROP TABLE item", "CREATE TABLE item (id INTEGER PRIMARY KEY, price INTEGER)")
HALF = ("DROP TABLE audit_link",)
COMMANDS = (["migrate", "--dry-run"], ["migrate"], ["messages", "list"], ["audit", "verify"], ["serve"])


def main():
    with b.folder() as folder:
        if "postgres" in sys.argv[1:]:
            postgres = b.Postgres(folder)
            try:
                faults = on_postgres(folder, postgres)
            finally:
                postgres.stop()
        else:
            faults = on_sqlite(folder)
    for fault in faults:
        print("RED  " + fault, flush=True)
    sys.exit(1 if faults else 0)


def on_sqlite(folder):
    whole = b.Bridge(folder / "whole")
    whole.cli("migrate", check=True)
    faults = []
    for name, file, statements in (("newer", "chartbridge.db", NEWER), ("newer keys", "keys.db", NEWER), ("foreign", "chartbridge.db", FOREIGN),
                                   ("half", "chartbridge.db", HALF)):
        one = b.Bridge(folder / name.replace(" ", "-"))
        for path in folder.glob("whole/*.db*"):
            shutil.copy(path, one.folder)
        shutil.copy(folder / "whole/master.key", one.folder)
        with sqlite3.connect(one.folder / file) as db:
            for statement in statements:
                db.execute(statement)
        db.close()
        faults += tried(name, one, lambda o=one: digest(o.folder), refuses_all=name.startswith("newer"))
    text = b.Bridge(folder / "text")
    (text.folder / "chartbridge.db").write_text("this is a letter, not a database\n" * 200)
    faults += tried("no database", text, lambda: hashlib.sha256((text.folder / "chartbridge.db").read_bytes()).hexdigest(), refuses_all=True)
    return faults


def digest(folder):
    """What the tables say; files change their bytes by being opened."""
    found = hashlib.sha256()
    for file in ("chartbridge.db", "keys.db"):
        with sqlite3.connect(f"file:{folder / file}?mode=ro", uri=True) as db:
            for line in db.iterdump():
                found.update(line.encode())
        db.close()
    return found.hexdigest()


def on_postgres(folder, postgres):
    faults = []
    for name, statements in (("newer", NEWER), ("foreign", ("DROP TABLE item CASCADE", FOREIGN[1])), ("half", ("DROP TABLE audit_link CASCADE",))):
        postgres.create(name)
        one = b.Bridge(folder / name, store=postgres.url.replace("/bridge", "/" + name))
        one.cli("migrate", check=True)
        psql = [str(postgres.bin / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(postgres.port), "-U", "chartbridge", "-d", name]
        schema = subprocess.run([*psql, "-At", "-c", "SELECT schemaname FROM pg_tables WHERE tablename = 'audit_link'"], check=True,
                                capture_output=True, text=True).stdout.strip()
        for statement in statements:
            subprocess.run([*psql, "-c", f"SET search_path = {schema}", "-c", statement], check=True, stdout=subprocess.DEVNULL)

        def dump(url=name):
            out = subprocess.run([str(postgres.bin / "pg_dump"), "-h", "127.0.0.1", "-p", str(postgres.port), "-U", "chartbridge", url], check=True,
                                 capture_output=True).stdout
            return hashlib.sha256(b"\n".join(line for line in out.splitlines() if not line.startswith(b"\\"))).hexdigest()
        faults += tried(name, one, dump, refuses_all=name == "newer")
    return faults


def tried(name, one, state, refuses_all):
    """`refuses_all`: reading commands too; a store that is only half ours may still answer what it can."""
    before = state()
    for command in COMMANDS:
        said = f"{name}: {' '.join(command)}"
        if not refuses_all and command != ["serve"]:
            continue
        try:
            done = one.cli(*command, timeout=40)
        except subprocess.TimeoutExpired:
            yield f"{said}: went on as if nothing were wrong"
            continue
        lines = done.stderr.decode().strip().splitlines()
        told = [line for line in lines if line.startswith("chartbridge: ")]
        if done.returncode not in (1, 2, 3) or len(told) != 1 or "terminate" in done.stderr.decode():
            yield f"{said}: exit {done.returncode}, {len(told)} sentences: {done.stderr.decode()[-300:]}"
    if refuses_all and state() != before:
        yield f"{name}: it was changed"


main()
