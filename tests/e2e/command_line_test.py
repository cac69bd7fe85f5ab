#!/usr/bin/env python3
"""The command line beside and without a running service; review and re-filing (P4); wrong settings in one sentence each."""
import datetime
import hashlib
import json
import os
import sqlite3
import subprocess
import time
import zoneinfo

import bridge as b


def main():
    with b.folder() as folder:
        bridge = b.Bridge(folder / "data", anchors=False)
        try:
            wrong_settings(folder)
            review(bridge)
            holds(bridge)
            named_steps(bridge)
            unreadable_kinds(bridge)
            bridge.stop()
            without_service(bridge)
            wrong_words(bridge)
            beside_a_writer(bridge)
            bridge.start()
            assert bridge.stop() == 0, "opened again: nothing is lost, nothing doubled"
        finally:
            if bridge.process:
                bridge.kill()
    print("command line holds")


def only(rows, wamid):
    return next(row for row in rows if row["id"] == wamid)


def review(bridge):
    bridge.start()
    bridge.seed({"anna": "+972555550101", "ben": "+972555550102"})
    now = int(time.time())
    for n, text in enumerate(("first", "second")):
        assert bridge.post(b.text_webhook(f"wamid.U{n}", "34600000188", text, now + n)) == 200
    assert bridge.post(b.text_webhook("wamid.SPAM", "34600000189", "spam", now)) == 200
    b.wait_for("three in review", lambda: len([r for r in bridge.messages() if r["reason"] == "patient-unresolved"]) == 3)
    listed = [json.loads(line) for line in bridge.cli("review", "list", "--json", check=True).stdout.splitlines()]
    assert len(listed) == 3 and all(row["candidates"] == [] for row in listed), listed

    # A11: nobody is filed for nobody.
    key = only(listed, "wamid.U0")["key"]
    refused = bridge.cli("review", "file", key, "--patient", "Patient/nobody")
    assert refused.returncode == 1 and b"Patient/nobody" in refused.stderr and refused.stdout == b"", refused
    assert bridge.cli("review", "file", key, "--patient", "nobody").returncode == 2
    still = only(bridge.messages(), "wamid.U0")
    assert (still["progress"], still["patient"]) == ("held", None), still

    # H7: a key may be shortened. Filed for anna: the other message of the conversation follows.
    bridge.cli("review", "file", key[:8], "--patient", "Patient/anna", check=True)
    b.wait_for("both to be filed", lambda: [r["progress"] for r in bridge.messages() if (r["id"] or "").startswith("wamid.U")] == ["filed"] * 2)
    assert bridge.cli("review", "reject", "wamid.SPAM").returncode == 0

    # P4: the wrong chart. Undone there, filed anew here.
    before = only(bridge.messages(), "wamid.U0")
    bridge.cli("review", "file", before["key"], "--patient", "Patient/ben", check=True)
    after = b.wait_for("it to be filed anew", lambda: (r := only(bridge.messages(), "wamid.U0")) and r["progress"] == "filed" and r["patient"] == "Patient/ben" and r)
    status = {c["id"]: c["status"] for c in bridge.search("Communication?patient=Patient/anna") if c.get("payload")}
    texts = [c["payload"][0]["contentString"] for c in bridge.search("Communication?patient=Patient/ben") if c.get("payload")]
    assert sorted(status.values()) == ["completed", "entered-in-error"], status
    assert texts == ["first"] and before["resources"] != after["resources"]
    explained = json.loads(bridge.cli("messages", "explain", before["key"], "--json", check=True).stdout)
    assert explained["filing"] == 1 and any(d["stage"] == "push" for d in explained["decisions"])
    assert [(f["patient"], f["state"]) for f in explained["filings"]] == [("Patient/anna", "retracted"), ("Patient/ben", "filed")], explained
    assert all(p["state"] == "entered-in-error" for p in explained["filings"][0]["parts"] if p["type"] == "Communication" and p["part"] == "message")
    assert {p["state"] for p in explained["filings"][1]["parts"]} <= {"confirmed", "amended"}, explained["filings"][1]
    told = bridge.cli("messages", "explain", before["key"].upper()[:6], check=True).stdout.decode()
    assert "filing 0 for Patient/anna: retracted" in told and "filing 1 for Patient/ben: filed" in told, told
    checked = bridge.cli("check")
    assert checked.returncode == 0, checked.stdout.decode()
    assert b"not scanned" in checked.stdout
    second = subprocess.run([b.PROGRAM, "serve", "--config", str(bridge.config)], capture_output=True, timeout=60)
    assert second.returncode == 1 and second.stderr, "two services on one SQLite file"


def lines_of(bridge, *command):
    return [json.loads(line) for line in bridge.cli(*command, "--json", check=True).stdout.splitlines()]


def holds(bridge):
    """What is held, that which ends soonest first; its deadline moves to a later time and never to an earlier one."""
    now = int(time.time())
    for n in range(2):
        assert bridge.post(b.text_webhook(f"wamid.H{n}", f"3460000030{n}", "whose?", now + n)) == 200
    rows = b.wait_for("two holds", lambda: len(found := lines_of(bridge, "hold", "list")) == 2 and found)
    assert [r["deadline"] for r in rows] == sorted(r["deadline"] for r in rows)
    first = rows[0]["key"]
    bridge.cli("hold", "extend", first, "--days", "30", check=True)
    rows = lines_of(bridge, "hold", "list")
    assert rows[1]["key"] == first and rows[1]["deadline"] > rows[0]["deadline"], rows
    bridge.cli("hold", "extend", first, "--until", "2099-01-01", check=True)
    assert lines_of(bridge, "hold", "list")[1]["deadline"] == "2098-12-31T22:00:00.000Z", "a date is the clinic's"
    for words, code in ((["--until", "2026-01-01"], 1), ([], 2), (["--days", "0"], 2), (["--until", "soon"], 2),
                        (["--days", "1", "--until", "2099-01-01"], 2)):
        done = bridge.cli("hold", "extend", first, *words)
        assert done.returncode == code and done.stderr.count(b"\n") == 1, (words, done)
    filed = only(bridge.messages(), "wamid.U0")["key"]
    assert bridge.cli("hold", "extend", filed, "--days", "1").returncode == 1, "nothing holds it"
    for row in rows:
        bridge.cli("review", "reject", row["key"], check=True)
    assert lines_of(bridge, "hold", "list") == []


def named_steps(bridge):
    """Idempotency-Key: the same step is answered again, also by another process of the service, and taken once."""
    token = bridge.cli("token", "create", "--role", "clinician", "--name", "named steps", check=True).stdout.decode().split()[-1]
    assert bridge.post(b.text_webhook("wamid.N1", "34600000399", "whose?", int(time.time()))) == 200
    key = bridge.end_of("wamid.N1", "held")["key"]

    def reject(name, attempts=0):
        return b.request("POST", f"{bridge.base}/api/v1/review/{key}/reject", {"attempts": attempts},
                         {"Content-Type": "application/json", "Authorization": f"Bearer {token}", "Idempotency-Key": name})
    first = reject("n-1")
    assert first[0] == 200, first
    assert reject("n-1")[::2] == first[::2] and reject("n-1", 1)[0] == 422
    bridge.stop()
    bridge.start()
    assert reject("n-1")[::2] == first[::2], "after a restart"
    assert reject("n-2")[0] == 409, "another name is another step, and the message no longer waits"
    chain = bridge.cli("audit", "export", check=True).stdout.decode()
    steps = [json.loads(line)["record"] for line in chain.splitlines() if f'"what":"{key}"' in line]
    assert [int(step["version"]) for step in steps] == sorted(int(step["version"]) for step in steps), steps
    assert sum(step["actor"].startswith("token:") for step in steps) == 1, steps
    assert token not in (bridge.folder / "serve.log").read_text()


def unreadable_kinds(bridge):
    """E1: what is not documented by itself is filed by a person, with the words that can be read."""
    body = json.loads(b.text_webhook("wamid.ORDER", "972555550102", "", int(time.time())))
    message = body["entry"][0]["changes"][0]["value"]["messages"][0]
    del message["text"]
    message.update(type="order", order={"catalog_id": "1", "text": "please deliver on Monday",
                                        "product_items": [{"product_retailer_id": "bandage", "quantity": 2}]})
    assert bridge.post(json.dumps(body).encode()) == 200
    held = b.wait_for("the order to be held", lambda: [r for r in bridge.messages("--progress", "held") if r["id"] == "wamid.ORDER"])[0]
    assert held["kind"] == "unsupported" and held["reason"] == "kind-not-documented", held
    assert held["key"] in [r["key"] for r in lines_of(bridge, "review", "list")]
    bridge.cli("review", "file", held["key"], "--patient", "Patient/ben", check=True)
    b.wait_for("it to be filed", lambda: only(bridge.messages(), "wamid.ORDER")["progress"] == "filed")
    texts = [c["payload"][0]["contentString"] for c in bridge.search("Communication?patient=Patient/ben") if c.get("payload")]
    assert any("please deliver on Monday" in text for text in texts), texts


def without_service(bridge):
    rows = bridge.messages("--progress", "filed")
    assert len(rows) == 3 and all(row["progress"] == "filed" for row in rows)
    assert bridge.messages("--contact", "+34 600 00 01 88") and not bridge.messages("--contact", "34600000000")
    assert bridge.messages("--since", "2099-01-01") == []
    clinic = zoneinfo.ZoneInfo("Asia/Jerusalem")
    last = max(datetime.datetime.fromisoformat(row["received_at"]) for row in bridge.messages()).astimezone(clinic)
    for behind, count in ((datetime.timedelta(minutes=1), 0), (-datetime.timedelta(minutes=1), 1)):
        since = (last + behind).strftime("%Y-%m-%dT%H:%M:%S")
        assert bool(bridge.messages("--since", since)) == bool(count), ("I19: the clinic's time", since)
    assert bridge.cli("messages", "list", "--since", "lately").returncode == 2
    assert bridge.cli("messages", "list", "--progress", "sideways").returncode == 2
    assert bridge.cli("messages", "explain", "no-such-key").returncode == 1
    assert bridge.cli("migrate", "--dry-run", check=True).stdout == b"the schema is up to date\n"
    assert bridge.cli("keys", "create").returncode == 1, "a master key is never overwritten"
    printed = bridge.cli("settings", "--print", check=True).stdout.decode()
    assert b.SECRET not in printed and "phone_number_id" in printed
    assert bridge.cli("nonsense").returncode == 2
    export = bridge.folder / "chain.jsonl"
    anchored(bridge, export)
    cannot_look(bridge, export)
    questions(bridge)
    newest = bridge.messages("--limit", "1")
    assert len(newest) == 1 and newest[0]["id"] == "wamid.ORDER", newest
    assert lines_of(bridge, "dead-letters", "list") == []
    assert lines_of(bridge, "dead-letters", "retry", "--all") == []
    assert bridge.cli("review", "file", rows[0]["key"], "--patient", "Patient/anna").returncode == 1, "nobody can be asked"


def anchored(bridge, export):
    """P10: intact is a chain with its anchors alone; what an anchor finds and who may check it."""
    found = bridge.cli("audit", "verify")
    assert found.returncode == 2 and found.stdout.startswith(b"nothing anchors this chain"), found
    assert bridge.cli("audit", "anchor").returncode == 2, "where to is not said"
    anchors = bridge.folder / "anchors.jsonl"
    bridge.config.write_text(bridge.config.read_text() + f'[audit]\nanchor_file = "{anchors}"\n')
    bridge.cli("audit", "anchor", check=True)
    assert bridge.cli("audit", "verify", check=True).stdout.startswith(b"intact")
    bridge.cli("audit", "export", "--out", str(export), check=True)
    assert verify_file(bridge, export, anchors) == 0, "by the clinic's own keys"
    assert verify_file(None, export, anchors) == 0, "by the published keys, without settings"
    lines = export.read_text().splitlines()
    for name, changed, code in (("changed", lines[:3] + [lines[3].replace('"outcome":', '"outcome":1')] + lines[4:], 1),
                                ("reordered", lines[:3] + [lines[4], lines[3]] + lines[5:], 1), ("gap", lines[:3] + lines[4:], 1),
                                ("cut tail", lines[:-1], 2), ("rehashed to its end", rehashed(lines), 1)):
        export.write_text("\n".join(changed) + "\n")
        assert verify_file(None, export, anchors) == code, name
    export.write_text("\n".join(lines) + "\n")
    other = b.Bridge(bridge.folder / "other")
    assert verify_file(other, export, anchors) == 1, "signed by another key"
    connection = sqlite3.connect(bridge.folder / "chartbridge.db")
    connection.executescript("DROP TRIGGER audit_link_kept; DELETE FROM audit_link WHERE seq = (SELECT MAX(seq) FROM audit_link);"
                             "CREATE TRIGGER audit_link_kept BEFORE DELETE ON audit_link BEGIN SELECT RAISE(ABORT, 'kept'); END;")
    last = connection.execute("SELECT MAX(seq) FROM audit_link").fetchone()[0]
    found = bridge.cli("audit", "verify")
    assert found.returncode == 2 and found.stdout.startswith(f"entry {last + 1}: ".encode()), found
    link = json.loads(lines[-1])
    connection.execute("INSERT INTO audit_link (tenant, slot, seq, record, previous_hash, hash) SELECT tenant, slot, ?, ?, ?, ? FROM audit_link LIMIT 1",
                       (last + 1, lines[-1].split('"record":', 1)[1][:-1], link["prev"], link["hash"]))
    connection.commit()
    connection.close()
    assert bridge.cli("audit", "verify").returncode == 0, "put back as it was"


def verify_file(bridge, export, anchors):
    config = ("--config", str(bridge.config)) if bridge else ()
    return subprocess.run([b.PROGRAM, "audit", "verify", "--file", str(export), "--anchors", str(anchors), *config],
                          capture_output=True, timeout=60, cwd=export.parent, env={}).returncode


def rehashed(lines):
    """The chain with another third entry, sound by itself."""
    links, previous = [], None
    for number, line in enumerate(lines):
        record = line.split('"record":', 1)[1][:-1]
        previous = previous or json.loads(line)["prev"]
        if number == 3:
            record = record.replace('"outcome":0', '"outcome":4')
        digest = hashlib.sha256(b"chartbridge-audit-v1\0" + bytes.fromhex(previous) + record.encode()).hexdigest()
        links.append(f'{{"hash":"{digest}","prev":"{previous}","record":{record}}}')
        previous = digest
    return links


def cannot_look(bridge, export):
    """I3: «altered» and «incomplete» are answers; who could not look gives none of them."""
    assert bridge.cli("audit", "verify", "--file", str(export) + ".absent").returncode == 3
    assert bridge.cli("audit", "verify", "--anchors", str(export) + ".absent").returncode == 3
    absent = subprocess.run([b.PROGRAM, "audit", "verify", "--config", str(bridge.folder / "absent.toml")], capture_output=True, timeout=60)
    assert absent.returncode == 3, (absent.returncode, absent.stderr)
    lost = b.Bridge(bridge.folder / "lost")
    (lost.folder / "chartbridge.db").write_text("a letter, no database\n" * 200)
    done = lost.cli("audit", "verify")
    assert done.returncode == 3 and done.stderr.count(b"\n") == 1, (done.returncode, done.stderr)


def questions(bridge):
    """Who read, how many, what waits for a second person: questions of the console too."""
    counted = json.loads(bridge.cli("messages", "counts", "--since", "2026-01-01", "--json", check=True).stdout)
    assert counted["counts"]["filed"] == 3 == sum(d["count"] for d in counted["by_day"] if d["progress"] == "filed"), counted
    assert bridge.cli("messages", "counts", "--since", "lately").returncode == 2
    assert bridge.cli("audit", "reads", "--patient", "anna").returncode == 2
    bridge.cli("audit", "reads", "--patient", "Patient/anna", check=True)
    assert [r["actor"] for r in lines_of(bridge, "audit", "reads", "--patient", "Patient/anna")][:1] == ["cli"], "asking is a read"
    assert lines_of(bridge, "approvals", "list") == []
    assert bridge.cli("approvals", "decline", "no-such-request").returncode == 1
    key = only(bridge.messages(), "wamid.U0")["key"]
    before = bridge.cli("audit", "export", check=True).stdout.count(b"console.diagnostics.viewed")
    bridge.cli("messages", "explain", key, check=True)
    assert bridge.cli("audit", "export", check=True).stdout.count(b"console.diagnostics.viewed") == before, "nothing of an EHR's was shown"


def wrong_words(bridge):
    """Exit 2 and one sentence that names the word."""
    for words, named in ((["nonsense"], b"nonsense"), (["messages", "lsit"], b"messages lsit"), (["hold", "stop"], b"hold stop"),
                         (["dead-letters", "retry"], b"--all"), (["dead-letters", "retry", "--reason", "because"], b"--reason"),
                         (["dead-letters", "retry", "--since", "lately"], b"--since"),
                         (["messages", "retry", "abcdef", "--part", "file"], b"--part"),
                         (["messages", "drop", "abcdef", "--policy", "boredom"], b"--policy"),
                         (["messages", "list", "--limit", "-1"], b"--limit")):
        done = bridge.cli(*words)
        assert done.returncode == 2 and named in done.stderr and done.stderr.count(b"\n") == 1, (words, done)
    for key in ("abc", "ffffff", "no-such-key"):
        done = bridge.cli("messages", "explain", key)
        assert done.returncode == 1 and done.stderr.count(b"\n") == 1, (key, done)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([b.PROGRAM, "messages", "list", "--config", str(bridge.config)], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1 and b"full" in done.stderr, "J7: a full disk is no success"


def beside_a_writer(bridge):
    """A14: whoever only reads takes no write lock."""
    key = only(bridge.messages(), "wamid.U0")["key"]
    writers = [sqlite3.connect(path, isolation_level=None) for path in sorted(bridge.folder.glob("*.db"))]
    try:
        for writer in writers:
            writer.execute("BEGIN IMMEDIATE")
        for words in (["messages", "list"], ["messages", "explain", key], ["messages", "explain", key[:10]], ["review", "list"],
                      ["hold", "list"], ["dead-letters", "list"]):
            bridge.cli(*words, check=True, timeout=30)
    finally:
        for writer in writers:
            writer.close()


def wrong_settings(folder):
    """Each fault in one sentence that names the key; exit 2."""
    def faults(change, environment=None, arguments=(), code=2):
        broken = b.Bridge(folder / f"broken{len(list(folder.glob('broken*')))}")
        broken.config.write_text(change(broken.config.read_text()))
        done = subprocess.run([b.PROGRAM, "serve", *arguments, "--config", str(broken.config)], capture_output=True, timeout=60,
                              env={**os.environ, **(environment or {})})
        assert done.returncode == code, (done.returncode, done.stderr)
        return done.stderr.decode()
    assert "sever" in faults(lambda t: t.replace("[server]", "[sever]"))
    assert "listen" in faults(lambda t: t.replace('listen = "127.0.0.1:', 'listen = "127.0.0.1;'))
    assert "demo" in faults(lambda t: t.replace('listen = "127.0.0.1', 'listen = "0.0.0.0'), arguments=["--demo"], code=1)
    assert "master" in faults(lambda t: t.replace("master.key", "absent.key"))
    assert "base_url" in faults(lambda t: t + '\n[ehr]\nbase_url = "http://ehr.example/fhir"\n')
    assert "timezone" in faults(lambda t: t.replace("Asia/Jerusalem", "Asia/Atlantis"))
    assert "app_secret" in faults(lambda t: t.replace('app_secret_file = "app.secret"', 'app_secret = "plain"'))
    both = faults(lambda t: t.replace("Asia/Jerusalem", "Asia/Atlantis").replace("[vault]", "[volt]"))
    assert "timezone" in both and "volt" in both, "all faults at once"
    blank = b.Bridge(folder / "blank")
    (blank.folder / "app.secret").write_text("\n")
    done = blank.cli("serve")
    assert done.returncode == 2 and b"blank" in done.stderr, done.stderr


main()
