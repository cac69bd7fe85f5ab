#!/usr/bin/env python3
"""P8, P9: strings that only a patient could have written are in no log, metric, AuditEvent record or file on disk
outside the encrypted columns; after a drop the content is gone."""
import time

import bridge as b

CANARIES = {"text": "canarytext7341", "name": "Canaryname Zzyx", "phone": "972555550177", "wamid": "wamid.CANARYWAMID99"}


def main():
    with b.folder() as folder:
        bridge = b.Bridge(folder / "data").start()
        try:
            run(folder, bridge)
        finally:
            if bridge.process:
                bridge.kill()


def run(folder, bridge):
    bridge.seed({"anna": "+972555550101"})
    body = b.text_webhook(CANARIES["wamid"], CANARIES["phone"], CANARIES["text"], int(time.time())).replace(b"Test Person", CANARIES["name"].encode())
    assert bridge.post(body) == 200
    assert bridge.post(body, signature="sha256=" + "1" * 64) == 401
    assert bridge.post(body[:-7]) == 200  # signed rubbish that still carries the words
    filed = b.text_webhook("wamid.FILED1", "972555550101", "filed-" + CANARIES["text"], int(time.time()))
    assert bridge.post(filed) == 200
    rows = b.wait_for("all to rest", lambda: (r := bridge.messages()) and len(r) == 3 and b.settled(r) and r)
    held = next(row for row in rows if row["id"] == CANARIES["wamid"])
    assert (held["progress"], held["reason"]) == ("held", "patient-unresolved"), held

    words = [word.encode() for word in CANARIES.values()]
    metrics = b.request("GET", bridge.base + "/metrics")[2]
    audit = bridge.cli("audit", "export", check=True).stdout
    assert b"message.parsed" in audit
    for word in words:
        assert word not in metrics and word not in audit, word
        for path in sorted((folder / "data").rglob("*")):
            if path.is_file():
                assert word not in path.read_bytes(), (word, path.name)

    assert bridge.cli("messages", "drop", held["key"]).returncode == 0
    row = next(r for r in bridge.messages() if r["key"] == held["key"])
    assert row["progress"] == "dropped" and row["reason"] == "dropped-by-staff" and row["id"] is None and row["contact"] is None, row
    assert bridge.cli("messages", "release", held["key"]).returncode == 1, "what is destroyed cannot be taken up"
    assert bridge.cli("audit", "verify").returncode == 0
    assert bridge.stop() == 0
    print("no canary outside the encrypted columns; dropped content is gone")


main()
