#!/usr/bin/env python3
"""A13: one huge or broken delivery harms no other: webhooks beside it are answered, memory stays bounded, what is sound in
it is read."""
import json
import os
import pathlib
import re
import threading
import time

import bridge as b
from clinic import clinic, run

MOST_GROWTH = 100  # MB
WHOLE = bool(os.environ.get("CHARTBRIDGE_TEST_WHOLE"))


def nine_hundred_thousand_empty_entries_take_no_gigabytes():
    count = 900_000 if WHOLE else 200_000
    body = b'{"object":"whatsapp_business_account","entry":[' + b",".join([b"{}"] * count) + b"]}"
    assert len(body) < 3 * 1024 * 1024
    _beside(body, lambda c: True)


def ten_thousand_items_in_one_delivery_stall_nobody():
    at = int(time.time())
    messages = [b.message(f"wamid.BIG{n:05d}", f"9725558{n % 50:05d}", at, "text", {"body": f"m{n}"}) for n in range(1_000)]
    statuses = [{"id": f"wamid.BIGS{n:05d}", "status": "read", "timestamp": str(at), "recipient_id": f"9725558{n % 50:05d}"} for n in range(9_000)]
    body = b.webhook(messages, statuses=statuses)
    assert len(body) < 3 * 1024 * 1024, len(body)

    def all_there(c):
        rows = [row for row in c.bridge.messages() if (row["id"] or "").startswith("wamid.BIG")]
        return len(rows) == 10_000 and len({row["key"] for row in rows}) == 10_000
    _beside(body, all_there)


def a_repeated_member_spoils_only_its_own_message():
    _neighbours('{"from": "972555640000", "id": "wamid.ODD", "id": "wamid.ODD2", "timestamp": "%d", "type": "text", "text": {"body": "odd"}}')


def deep_nesting_spoils_only_its_own_message():
    deep = '{"a":' * 80 + "1" + "}" * 80
    _neighbours('{"from": "972555640000", "id": "wamid.ODD", "timestamp": "%d", "type": "text", "text": {"body": "odd"}, "x": ' + deep + "}")


def half_an_emoji_spoils_nothing():
    _neighbours('{"from": "972555640000", "id": "wamid.ODD", "timestamp": "%d", "type": "text", "text": {"body": "odd \\ud83d"}}')


def _neighbours(odd):
    with clinic({"near": "+972555640000"}) as c:
        at = int(time.time())
        sound = [b.message(f"wamid.SOUND{n}", "972555640000", at, "text", {"body": f"sound {n}"}) for n in range(2)]
        body = b.webhook([sound[0], {"from": "972555640000", "ODD": 1}, sound[1]]).decode()
        body = body.replace('{"from": "972555640000", "ODD": 1}', odd % at)
        assert c.bridge.post(body.encode()) == 200
        for n in range(2):
            c.bridge.end_of(f"wamid.SOUND{n}", "filed", 60)
        assert [t for t in c.ehr.records.texts() if t.startswith("sound")] == ["sound 0", "sound 1"]
        rows = b.wait_for("the odd one to be listed", lambda: (rows := c.bridge.messages()) and len(rows) == 3 and rows)
        assert {row["kind"] for row in rows} <= {"text", "unparsable"}, rows
        assert "wamid.ODD" not in c.bridge.cli("messages", "list").stderr.decode()


class Beside(threading.Thread):
    """Small webhooks, one after another, while the big one is worked on."""

    def __init__(self, c):
        super().__init__(daemon=True)
        self.c, self.took, self.wrong, self.stopping = c, [], [], threading.Event()

    def run(self):
        number = 0
        while not self.stopping.is_set():
            started = time.monotonic()
            try:
                status = self.c.bridge.post(b.text_webhook(f"wamid.BESIDE{number:05d}", self.c.phone("near"), f"beside {number}", int(time.time())), timeout=10)
                if status != 200:
                    self.wrong.append(status)
            except OSError as broken:
                self.wrong.append(repr(broken))
            self.took.append(time.monotonic() - started)
            number += 1
            time.sleep(0.05)


def memory(c, what):
    return int(re.search(what + r":\s+(\d+)", pathlib.Path(f"/proc/{c.bridge.process.pid}/status").read_text()).group(1)) / 1024


def _beside(body, enough):
    with clinic({"near": "+972555640000"}) as c:
        c.bridge.end_of(c.says("near", "first of all"), "filed")
        before = memory(c, "VmRSS")
        beside = Beside(c)
        beside.start()
        assert c.bridge.post(body) == 200
        b.wait_for("the inbox to be empty", lambda: c.bridge.metric("chartbridge_inbox_depth") == 0, 300)
        b.wait_for("its items to be listed", lambda: enough(c), 300)
        beside.stopping.set()
        beside.join()
        grown = memory(c, "VmHWM") - before
        took = sorted(beside.took)
        print(json.dumps({"webhooks beside": len(took), "p99 ms": round(took[int(len(took) * 0.99) - 1] * 1000), "longest ms": round(took[-1] * 1000), "grown MB": round(grown)}), flush=True)
        assert not beside.wrong, f"webhooks beside it were answered {beside.wrong[:5]}"
        assert grown < MOST_GROWTH, f"the process grew by {grown:.0f} MB"
        b.wait_for("those beside to be filed", lambda: len([t for t in c.ehr.records.texts() if t.startswith("beside")]) == len(took), 300)
        c.each_once()


if __name__ == "__main__":
    run(nine_hundred_thousand_empty_entries_take_no_gigabytes, ten_thousand_items_in_one_delivery_stall_nobody,
        a_repeated_member_spoils_only_its_own_message, deep_nesting_spoils_only_its_own_message, half_an_emoji_spoils_nothing)
