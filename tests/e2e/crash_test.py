#!/usr/bin/env python3
"""P1, P2: kill -9 under load and restart, again and again: everything that was answered 200 is filed once, and
nothing is filed twice. usage: crash_test.py sqlite|postgres KILLS"""
import collections
import random
import sys
import threading
import time

import bridge as b

PATIENTS = {f"p{i}": f"+97255555{i:04d}" for i in range(8)}


class Load(threading.Thread):
    """Posts messages until told to stop; remembers what was acknowledged."""

    def __init__(self, bridge, number):
        super().__init__(daemon=True)
        self.bridge, self.number, self.acknowledged, self.tried = bridge, number, set(), {}
        self.stopping = threading.Event()

    def run(self):
        count = 0
        while not self.stopping.is_set():
            wamid = f"wamid.CRASH{self.number:02d}x{count:06d}"
            phone = list(PATIENTS.values())[(self.number + count) % len(PATIENTS)].lstrip("+")
            body = b.text_webhook(wamid, phone, f"message {count} of {self.number}", int(time.time()))
            self.tried[wamid] = body
            try:
                if self.bridge.post(body, timeout=5) == 200:
                    self.acknowledged.add(wamid)
                    count += 1
                    time.sleep(0.01)
            except OSError:
                time.sleep(0.05)  # the service is down; the provider would try again


def main():
    engine, kills = sys.argv[1], int(sys.argv[2])
    moments = random.Random(7)
    with b.folder() as folder:
        postgres = b.Postgres(folder) if engine == "postgres" else None
        chart = b.Bridge(folder / "chart").start()  # the chart lives on while the bridge dies
        bridge = b.Bridge(folder / "data", store=postgres.url if postgres else "sqlite:chartbridge.db", ehr=chart)
        try:
            run(bridge, chart, kills, moments)
        finally:
            for one in (bridge, chart):
                if one.process:
                    one.kill()
            if postgres:
                postgres.stop()


def run(bridge, chart, kills, moments):
    chart.seed(PATIENTS)
    bridge.start()
    load = [Load(bridge, number) for number in range(4)]
    for thread in load:
        thread.start()
    for _ in range(kills):
        time.sleep(moments.uniform(0.3, 2.0))
        bridge.kill()
        bridge.start()
    for thread in load:
        thread.stopping.set()
    for thread in load:
        thread.join()
    acknowledged = set().union(*(thread.acknowledged for thread in load))
    assert len(acknowledged) > 20, "the load was too small to say anything"

    def rows_at_rest():
        rows = bridge.messages("--kind", "text")
        return rows if acknowledged <= {row["id"] for row in rows} and b.settled(rows) else None
    rows = b.wait_for("everything acknowledged to be filed", rows_at_rest, patience=400)
    times = collections.Counter(row["id"] for row in rows)
    assert max(times.values()) == 1
    lost = acknowledged - {row["id"] for row in rows if row["progress"] == "filed"}
    assert not lost, f"{len(lost)} acknowledged messages are not filed: {[r for r in rows if r['id'] in lost][:3]}"

    filed = [c for c in chart.search("Communication?_count=200") if c.get("payload")]
    identifiers = collections.Counter(i["value"] for c in filed for i in c["identifier"])
    assert max(identifiers.values()) == 1, "a message stands in the chart twice"
    texts = collections.Counter(c["payload"][0]["contentString"] for c in filed)
    assert max(texts.values()) == 1, "a message stands in the chart twice under two identities"
    assert len(filed) == len([row for row in rows if row["progress"] == "filed"]), (len(filed), len(rows))
    verdict = bridge.cli("audit", "verify")
    assert verdict.returncode == 0, verdict
    bridge.stop()
    print(f"{kills} kills, {len(acknowledged)} acknowledged, {len(filed)} in the chart, each once")


main()
