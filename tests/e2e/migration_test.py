#!/usr/bin/env python3
"""A store of version 0.1.0 with messages in every state (tests/fixtures/stores) under the new program: `migrate`, then
`serve` before the same EHR, now well. Every item goes on to its right end, nothing is lost, nothing stands twice, the
audit chain is whole, and the older program refuses the newer schema. usage: migration_test.py sqlite|postgresql
CHARTBRIDGE_TEST_OLD_PROGRAM: a chartbridge 0.1.0, for the last of these; default: the one that the benches built."""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time

import bridge as b
import old_store
from old_store import wamid
from servers.fhir_server import FhirServer
from servers.graph_server import GraphServer

STORES = b.FIXTURES / "stores/0.1.0"
# Where times stand in the store: moved so that the store is as young as when it was made.
TIMES = {"delivery": ("received",), "conversation": ("next_due",), "item": ("received", "sent", "due", "deadline"), "media": ("due",),
         "decision": ("decided",), "patient_link": ("confirmed_at",)}

# How each goes on: (progress, reason, patient, states of its media). None: as it stood.
GOES_ON = {
    "una undoing": ("filed", None, "ben", []), "kate": ("filed", None, "kate", ["filed"]), "mia": ("filed", None, "mia", ["filed"]),
    "mona": ("filed", None, "mona", ["filed"]),
    **{name: ("filed", None, name.split()[-1], []) for name in ("ivan", "jack", "behind jack", "rita", "ruth", "max", "peg", "pam")},
}
PATIENT = {"anna text": "anna", "anna file": "anna", "uma undone": "ben", "henry by person": "henry", "fay": "fay", "lara": "lara", "lena": "lena",
           "luis": "luis"}
DEAD = ("gina", "hana", "lara")  # what a person can send again, once the cause is gone


def main():
    engine = sys.argv[1]
    source = STORES / engine
    if not source.is_dir():
        b.skip(f"there is no fixture store {source}")
    with b.folder() as folder, FhirServer() as ehr, GraphServer() as graph:
        old_store.load(ehr, source / "ehr.json")
        old_store.media(graph, well=True)
        postgres = b.Postgres(folder) if engine == "postgresql" else None
        try:
            bridge = unpack(folder / "data", source, ehr, graph, postgres)
            with bridge:
                run(bridge, ehr)
        finally:
            if postgres:
                postgres.stop()


def unpack(folder, source, ehr, graph, postgres):
    made = json.loads((source / "made.json").read_text())
    shutil.copytree(source, folder)
    store = "sqlite:chartbridge.db"
    if postgres:
        store = postgres.url
        psql = [str(postgres.bin / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(postgres.port), "-U", "chartbridge", "-d", "bridge"]
        subprocess.run([*psql, "-f", str(folder / "store.sql")], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([*psql, "-c", "; ".join(younger(made["at"]))], check=True)
        (folder / "store.sql").unlink()
    else:
        with sqlite3.connect(folder / "chartbridge.db") as db:
            for statement in younger(made["at"]):
                db.execute(statement)
        db.close()
    bridge = b.Bridge.__new__(b.Bridge)
    bridge.folder, bridge.port, bridge.ehr, bridge.program, bridge.process = folder, b.free_port(), ehr.base, b.PROGRAM, None
    bridge.chart, bridge.config = bridge, folder / "chartbridge.toml"
    text = bridge.config.read_text()
    for what, value in (("@STORE@", store), ("@EHR@", ehr.base), ("@PORT@", f"127.0.0.1:{bridge.port}"), ("@GRAPH@", graph.base)):
        text = text.replace(what, value)
    bridge.config.write_text(text)
    for name in ("master.key", "app.secret", "verify.token", "access.token"):
        os.chmod(folder / name, 0o600)
    os.chmod(folder, 0o700)
    return bridge


def younger(made_at):
    by = int(time.time() * 1000) - made_at
    return [f"UPDATE {table} SET " + ", ".join(f"{column} = {column} + ({by})" for column in columns) for table, columns in TIMES.items()]


def run(bridge, ehr):
    would = bridge.cli("migrate", "--dry-run", check=True).stdout.decode()
    assert "would run" in would, would
    assert bridge.cli("migrate", "--dry-run", check=True).stdout.decode() == would, "a dry run changed something"
    bridge.cli("migrate", check=True)
    assert "up to date" in bridge.cli("migrate", check=True).stdout.decode()
    older_refuses(bridge)
    before = {row["key"]: row for row in bridge.messages()}
    listed_as_it_stood(before)
    verify(bridge)

    bridge.start()
    expected = {name: GOES_ON.get(name, (stood[0], stood[1], PATIENT.get(name), stood[2])) for name, stood in old_store.STOOD.items()}
    expected.update({name: ("filed", None, name, []) for name in old_store.RECEIVED})
    ends(bridge, expected)
    assert set(before) <= {row["key"] for row in bridge.messages()}, "an item is gone"
    in_the_chart(ehr, expected)

    letters = {letter["key"] for letter in bridge.dead_letters()}
    missing = [name for name in DEAD if b.key_of(wamid(name)) not in letters]
    assert not missing, f"no dead letter of {missing}"
    bridge.cli("dead-letters", "retry", "--all", check=True)
    expected.update({"gina": ("filed", None, "gina", []), "hana": ("filed", None, "hana", []), "lara": ("filed", None, "lara", ["filed"])})
    ends(bridge, expected)
    by_a_person(bridge, ehr, expected)
    in_the_chart(ehr, expected)
    people_and_rights(bridge)
    verify(bridge)
    assert bridge.stop() == 0
    verify(bridge)
    print(f"{len(expected)} items of 0.1.0 went on to their ends, {len(ehr.records.current('Communication'))} messages in the chart, each once")


def older_refuses(bridge):
    cache = os.environ.get("CHARTBRIDGE_TOOLS_DIR", str(pathlib.Path.home() / ".cache/chartbridge-tools"))
    old = os.environ.get("CHARTBRIDGE_TEST_OLD_PROGRAM", cache + "/chartbridge-0.1.0/build/release/chartbridge")
    if not pathlib.Path(old).exists():
        print("no 0.1.0 program is at hand: its refusal is not tried", flush=True)
        return
    for command in (["messages", "list"], ["serve"], ["migrate"]):
        done = subprocess.run([old, *command, "--config", str(bridge.config)], capture_output=True, timeout=60, cwd=bridge.folder)
        sentences = [line for line in done.stderr.decode().splitlines() if line.startswith("chartbridge: ")]
        assert done.returncode in (1, 2) and len(sentences) == 1 and "schema" in sentences[0], (command, done.returncode, done.stderr[-400:])


def listed_as_it_stood(rows):
    """The migration itself moves nobody: what 0.1.0 said is what is listed, in the words of today."""
    for name, (progress, _, states) in old_store.STOOD.items():
        row = rows.get(b.key_of(wamid(name))) or next((r for r in rows.values() if r["reason"] == "unknown-channel"), None)
        assert row, f"{name} is not listed after the migration"
        steps = ("received", "parsed", "matched", "permitted", "mapped")
        assert row["progress"] == progress or (progress in steps and row["progress"] in (*steps, "dropped")), (name, progress, row)
        assert [m["state"] for m in row["media"]] == states or name in ("lara", "lena", "luis"), (name, states, row["media"])
    kinds = {row["kind"]: row["progress"] for row in rows.values()}
    assert kinds["unparsable"] == "held" and kinds["status"] == "noted", kinds


def ends(bridge, expected):
    state = {}

    def there():
        rows = {row["key"]: row for row in bridge.messages()}
        state.clear()
        for name, (progress, reason, patient, states) in expected.items():
            row = rows.get(b.key_of(wamid(name))) or (next((r for r in rows.values() if r["reason"] == "unknown-channel"), None) if name == "elsewhere" else None)
            have = row and (row["progress"], row["reason"], [m["state"] for m in row["media"]])
            right = row and (have[0], have[1], have[2]) == (progress, reason, states)
            if row and progress == "filed":
                right = right and row["patient"] == f"Patient/{patient}"
            if not right:
                state[name] = (have, row and row["patient"])
        return not state
    try:
        b.wait_for("all to come to their ends", there, 300)  # a back-off of 0.1.0 may still run
    except AssertionError:
        raise AssertionError("not at the right end: " + "; ".join(
            f"{name} is {have[0]} for {have[1]}, not {expected[name]}" for name, have in state.items() if have)
            + "".join(f"; {name} is not listed" for name, have in state.items() if not have)) from None


def in_the_chart(ehr, expected):
    """P2, P4: the message of every filed item stands in its patient's chart once, and in no other."""
    for name, (progress, _, patient, states) in expected.items():
        text = f"text of {name}"
        found = [c for c in ehr.records.current("Communication") if any(p.get("contentString") == text for p in c.get("payload", []))]
        where = sorted(c["subject"]["reference"] for c in found)
        assert where == ([f"Patient/{patient}"] if progress == "filed" else []), (name, where)
        documents = [d for d in ehr.records.current("DocumentReference", f"Patient/{patient}")]
        if progress == "filed" and states:
            assert len(documents) == states.count("filed"), (name, len(documents))
    for kind in ("Communication", "DocumentReference"):
        identities = [i["value"] for r in ehr.records.all(kind) for i in r.get("identifier", []) if i.get("system") == "urn:chartbridge:id"]
        assert len(identities) == len(set(identities)), f"a {kind} was created twice"


def by_a_person(bridge, ehr, expected):
    """What waited for a person still can be filed, and the second of the same contact follows (A9)."""
    done = bridge.cli("review", "file", b.key_of(wamid("stranger 1")), "--patient", "Patient/henry")
    assert done.returncode == 0, done.stderr
    expected.update({"stranger 1": ("filed", None, "henry", []), "stranger 2": ("filed", None, "henry", [])})
    # A remembered link of 0.1.0, made by a person without the number, goes on to hold.
    text = b.text_webhook(wamid("henry again"), old_store.OTHER.lstrip("+"), "text of henry again", int(time.time()))
    assert bridge.post(text) == 200
    expected["henry again"] = ("filed", None, "henry", [])
    # One made by rule holds as long as the number does.
    assert bridge.post(b.text_webhook(wamid("anna again"), old_store.NUMBER["anna"].lstrip("+"), "text of anna again", int(time.time()))) == 200
    expected["anna again"] = ("filed", None, "anna", [])
    ends(bridge, expected)
    # Undone under the new program what 0.1.0 had filed.
    done = bridge.cli("review", "file", b.key_of(wamid("anna text")), "--patient", "Patient/max")
    assert done.returncode == 0, done.stderr
    expected["anna text"] = ("filed", None, "max", [])
    b.wait_for("the undo of what 0.1.0 filed", lambda: "text of anna text" in ehr.records.texts("Patient/max"), 60)
    ends(bridge, expected)


def people_and_rights(bridge):
    users = bridge.cli("user", "list", "--json", check=True).stdout.decode()
    assert "dana" in users and "omer" in users and "Dr Dana Example" in users, users
    assert "nightly" in bridge.cli("token", "list", "--json", check=True).stdout.decode()


def verify(bridge):
    """0: whole; 2: whole as far as it goes, and nothing anchors it."""
    done = bridge.cli("audit", "verify")
    assert done.returncode in (0, 2), (done.returncode, done.stdout[-500:], done.stderr[-500:])


main()
