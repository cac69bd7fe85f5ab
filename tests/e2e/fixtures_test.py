#!/usr/bin/env python3
"""P5, P7: every webhook fixture, signed, in shuffled order, twice: each item listed once, none lost, none
dropped but by a policy that MANIFEST.md names. The malformed ones too: kept, listed, held with a reason."""
import collections
import random
import sys

import bridge as b

POLICIES = {"unknown-channel"}  # the only one that MANIFEST.md names
PLACEHOLDERS = {"seq_ghost_1_unsupported_131060.json"}


def main():
    with b.folder() as folder:
        postgres = b.Postgres(folder) if "postgres" in sys.argv[1:] else None
        try:
            run(folder, postgres)
        finally:
            if postgres:
                postgres.stop()


def run(folder, postgres):
    bridge = b.Bridge(folder / "data", store=postgres.url if postgres else "sqlite:chartbridge.db").start()
    good = sorted((b.FIXTURES / "whatsapp/webhook").glob("*.json"))
    bad = sorted((b.FIXTURES / "whatsapp/malformed").glob("*.json")) + sorted((b.FIXTURES / "whatsapp/malformed-bytes").glob("*.bin"))
    assert len(good) > 130 and len(bad) > 50

    # Which items each file holds on its own: posted once, in file order.
    seen, items = set(), {}
    order = random.Random(20261122)
    for file in good + bad:
        assert bridge.post(file.read_bytes()) == 200, file.name
    first = b.wait_for("all items of the first round", lambda: finished(bridge))
    shuffled = good + bad
    order.shuffle(shuffled)
    for file in shuffled + shuffled:
        assert bridge.post(file.read_bytes()) == 200, file.name
    b.wait_for("the inbox to be empty", lambda: depth(bridge) == 0)
    rows = b.wait_for("all items to rest", lambda: finished(bridge))

    keys = collections.Counter(row["key"] for row in rows)
    assert max(keys.values()) == 1, "an item is listed twice"
    assert set(keys) == {row["key"] for row in first}, "a redelivery made new items or lost some"
    for row in rows:
        assert row["progress"] in ("held", "noted", "dropped"), row
        if row["progress"] == "dropped":
            assert row["reason"] in POLICIES, row
        if row["progress"] == "held":
            assert row["reason"], row
    # A call tells of its connect and its end under one id; everything else has an id of its own.
    ids = collections.Counter(row["id"] for row in rows if row["id"] and row["kind"] != "status" and row.get("provider_type") != "calls")
    assert max(ids.values()) == 1, [i for i, n in ids.items() if n > 1]

    kinds = collections.Counter(row["kind"] for row in rows)
    for kind in ("text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction", "interactive", "button",
                 "status", "unsupported", "unparsable", "account_update", "user_preferences"):
        assert kinds[kind], (kind, kinds)
    assert kinds["unparsable"] >= 30, kinds
    ghosts = [row for row in rows if row["kind"] == "unsupported" and row["reason"] == "kind-not-documented"]
    assert ghosts
    # Wrong signature, no signature: refused, nothing stored.
    before = len(bridge.messages())
    body = good[0].read_bytes()
    assert bridge.post(body, signature="sha256=" + "0" * 64) == 401
    assert b.request("POST", bridge.base + "/webhooks/whatsapp", body)[0] == 401
    assert bridge.post(b"x" * (3 * 1024 * 1024 + 1)) == 413
    assert len(bridge.messages()) == before
    assert bridge.cli("audit", "verify").returncode == 0
    assert bridge.stop() == 0
    print(f"{len(good)} + {len(bad)} payloads, three times, shuffled: {len(rows)} items, each once; {dict(kinds)}")


def depth(bridge):
    text = b.request("GET", bridge.base + "/metrics")[2].decode()
    return float(next(line.split()[1] for line in text.splitlines() if line.startswith("chartbridge_inbox_depth ")))


def finished(bridge):
    if depth(bridge) > 0:
        return None
    rows = bridge.messages()
    return rows if rows and b.settled(rows) else None


main()
