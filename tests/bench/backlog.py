#!/usr/bin/env python3
"""P12: a backlog that waits on disk while the EHR is away: how fast webhooks are still taken in its last tenth beside its
first, and how large the process grew. usage: backlog.py [--messages 200000]"""
import argparse
import time

from bench import bridge, perf_bridge, ratio, rss_megabytes, save, whload


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200000)
    args = parser.parse_args()
    with bridge.folder() as folder:
        one = perf_bridge(folder / "data", "sqlite:chartbridge.db")
        # The EHR is away, so everything waits: a port where nobody listens.
        one.config.write_text(one.config.read_text() + f"""
[ehr]
kind = "fhir"
base_url = "http://127.0.0.1:{bridge.free_port()}/fhir"
auth = "none"
organization = "Organization/clinic"
device = "Device/chartbridge"
""")
        with one:
            one.start()
            whload(one.port, "/webhooks/whatsapp", 2, c=64, k=20000)
            quiet(one)
            start = rss_megabytes(one.process.pid)
            tenths, sizes = [], [start]
            for number in range(10):
                run = whload(one.port, "/webhooks/whatsapp", 600, warm=0, c=64, k=20000, n=args.messages // 10)
                assert run["non200"] == 0 and run["err"] == 0, run
                quiet(one)
                tenths.append(run["rps"])
                sizes.append(rss_megabytes(one.process.pid))
                print(f"{int(args.messages // 10 * (number + 1)):8d} posted  {run['rps']:7.0f}/s  p99 {run['p99_ms']:6.1f} ms  RSS {sizes[-1]:.0f} MB", flush=True)
            time.sleep(20)
            sizes.append(rss_megabytes(one.process.pid))
            waiting = one.metric("chartbridge_items_unfiled") or len(one.messages("--kind", "text"))
            print(f"20 s later: RSS {sizes[-1]:.0f} MB, {waiting:.0f} waiting")
    ratio("last-tenth/first-tenth", tenths[-1] / tenths[0])
    ratio("rss/start", max(sizes[1:]) / start)
    save("backlog", {"tenths": tenths, "rss": sizes})


def quiet(one):
    """Everything posted is split: the next tenth meets a service that has caught up."""
    bridge.wait_for("the inbox to be empty", lambda: one.metric("chartbridge_inbox_depth") == 0, patience=900)


main()
