#!/usr/bin/env python3
"""10,000 items in one delivery: how long webhooks beside it take, and how much the process grows. usage: delivery.py
[--items 10000] [--rate 50] [--rounds 3] [--program PROGRAM]"""
import argparse
import pathlib
import re
import threading
import time

from bench import bridge, median, ratio, rss_megabytes, save, whload


def peak(pid):
    return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10000)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", default=bridge.PROGRAM)
    args = parser.parse_args()
    late, alone, grown = [], [], []
    for number in range(args.rounds):
        with bridge.folder() as folder, bridge.Bridge(folder / "data", program=args.program, channels=("106540352242922",)) as one:
            (one.folder / "app.secret").write_text("perf-app-secret\n")
            one.start()
            alone.append(whload(one.port, "/webhooks/whatsapp", 8, c=32, k=200, r=args.rate)["p99_ms"])
            before = rss_megabytes(one.process.pid)
            at = int(time.time())
            body = bridge.webhook([bridge.message(f"wamid.BIG{n:06d}", f"9725558{n % 500:05d}", at, "text", {"body": f"m{n}"}) for n in range(args.items)])
            found = {}
            beside = threading.Thread(target=lambda: found.update(whload(one.port, "/webhooks/whatsapp", 12, c=32, k=200, r=args.rate)))
            beside.start()
            time.sleep(2)
            status = bridge.request("POST", one.base + "/webhooks/whatsapp", body,
                                    {"Content-Type": "application/json", "X-Hub-Signature-256": bridge.sign(body, "perf-app-secret")})[0]
            assert status == 200, status
            beside.join()
            bridge.wait_for("the inbox to be empty", lambda: one.metric("chartbridge_inbox_depth") == 0, patience=300)
            assert found["non200"] == 0 and found["err"] == 0, found
            late.append(found["p99_ms"])
            grown.append(peak(one.process.pid) - before)
            print(f"round {number + 1}: p99 beside {late[-1]:.0f} ms, alone {alone[-1]:.0f} ms, grown {grown[-1]:.0f} MB", flush=True)
    print(f"\n{args.items} items in one delivery: webhooks beside it p99 {median(late):.0f} ms (wanted: below 200), RSS grown {max(grown):.0f} MB (wanted: below 100)")
    ratio("delivery-p99/200ms", median(late) / 200)
    ratio("delivery-rss/100MB", max(grown) / 100)
    save("delivery", {"p99 ms": late, "alone ms": alone, "grown MB": grown})


main()
