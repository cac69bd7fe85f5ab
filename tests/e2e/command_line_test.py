#!/usr/bin/env python3
"""The command line beside and without a running service; review and re-filing (P4); wrong settings in one sentence each."""
import json
import os
import subprocess
import time

import bridge as b


def main():
    with b.folder() as folder:
        bridge = b.Bridge(folder / "data")
        try:
            wrong_settings(folder)
            review(bridge)
            without_service(bridge)
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

    # Filed by key for anna: the other message of the conversation follows.
    bridge.cli("review", "file", only(listed, "wamid.U0")["key"], "--patient", "Patient/anna", check=True)
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
    checked = bridge.cli("check")
    assert checked.returncode == 0, checked.stdout.decode()
    assert b"not scanned" in checked.stdout
    second = subprocess.run([b.PROGRAM, "serve", "--config", str(bridge.config)], capture_output=True, timeout=60)
    assert second.returncode == 1 and second.stderr, "two services on one SQLite file"
    assert bridge.stop() == 0


def without_service(bridge):
    rows = bridge.messages("--progress", "filed")
    assert len(rows) == 2 and all(row["progress"] == "filed" for row in rows)
    assert bridge.messages("--contact", "+34 600 00 01 88") and not bridge.messages("--contact", "34600000000")
    assert bridge.messages("--since", "2099-01-01") == []
    assert bridge.cli("messages", "list", "--progress", "sideways").returncode == 2
    assert bridge.cli("messages", "explain", "no-such-key").returncode == 1
    assert bridge.cli("migrate", "--dry-run", check=True).stdout == b"the schema is up to date\n"
    assert bridge.cli("keys", "create").returncode == 1, "a master key is never overwritten"
    printed = bridge.cli("settings", "--print", check=True).stdout.decode()
    assert b.SECRET not in printed and "phone_number_id" in printed
    assert bridge.cli("nonsense").returncode == 2
    assert bridge.cli("audit", "verify", check=True).stdout.startswith(b"intact")
    export = bridge.folder / "chain.jsonl"
    bridge.cli("audit", "export", "--out", str(export), check=True)
    assert bridge.cli("audit", "verify", "--file", str(export)).returncode == 0
    lines = export.read_text().splitlines()
    export.write_text("\n".join(lines[:3] + [lines[3].replace('"outcome":', '"outcome":1')] + lines[4:]))
    assert bridge.cli("audit", "verify", "--file", str(export)).returncode == 1, "P10: a changed entry is found"
    # Chart and bridge opened again: nothing is lost, nothing doubled.
    bridge.start()
    assert bridge.stop() == 0


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
