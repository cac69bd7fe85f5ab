#!/usr/bin/env python3
"""Durable webhooks a second, closed loop, beside nginx, the disk's group commit and Node + PostgreSQL; and an
open loop at a fixed rate. All interleaved, round by round. usage: intake.py [--rounds 5] [--seconds 4] [--rate 4000]"""
import argparse
import re
import subprocess

from bench import (Nginx, Node, bridge, build, cpu_seconds, median, perf_bridge, rss_megabytes, save, spread, whload)


def closed(port, path, args):
    return whload(port, path, args.seconds, c=args.connections, k=2000)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rate", type=int, default=4000)
    args = parser.parse_args()
    figures = {}

    def note(name, run):
        figures.setdefault(name, []).append(run)
        print(f"  {name:22s} {run['rps']:8.0f}/s  p50 {run.get('p50_ms', 0):6.2f} ms  p99 {run.get('p99_ms', 0):7.2f} ms"
              f"  cpu {run.get('cpu_us', 0):6.0f} us  non200 {run.get('non200', 0):.0f} err {run.get('err', 0):.0f}", flush=True)

    with bridge.folder() as folder:
        postgres = bridge.Postgres(folder)
        nginx, node = Nginx(folder), Node(folder, postgres)
        sqlbench = build("bench/sqlbench.cpp", "sqlbench", "-lsqlite3", "-lpthread")
        try:
            for number in range(args.rounds):
                print(f"round {number + 1}")
                out = subprocess.run([str(sqlbench), str(folder / "limit.db"), "group", "FULL", "256", "2"], capture_output=True, text=True).stdout
                found = dict(re.findall(r"(\w+)=([\d.]+)", out))
                rows = float(found["rows_s"])
                note("disk group commit 256", {"rps": rows})
                note("nginx echo", closed(nginx.port, "/", args))
                note("node + postgresql", closed(node.port, "/webhook", args))
                for engine in ("sqlite", "postgres"):
                    store = "sqlite:chartbridge.db"
                    if engine == "postgres":
                        postgres.create(f"bench{number}")
                        store = postgres.url.replace("/bridge", f"/bench{number}")
                    one = perf_bridge(folder / f"{engine}{number}", store).start()
                    before = cpu_seconds(one.process.pid)
                    run = closed(one.port, "/webhooks/whatsapp", args)
                    run["cpu_us"] = (cpu_seconds(one.process.pid) - before) / max(1, run["rps"] * (args.seconds + 1)) * 1e6
                    run["rss"] = rss_megabytes(one.process.pid)
                    note(f"chartbridge {engine}", run)
                    one.kill()
                    fresh = perf_bridge(folder / f"{engine}{number}-open", store if engine == "sqlite" else store).start()
                    note(f"{engine} open {args.rate}/s", whload(fresh.port, "/webhooks/whatsapp", args.seconds, c=256, k=2000, r=args.rate))
                    fresh.kill()
                note(f"nginx open {args.rate}/s", whload(nginx.port, "/", args.seconds, c=256, k=2000, r=args.rate))
        finally:
            nginx.stop()
            node.stop()
            postgres.stop()
    print("\n| what | requests/s, median [min-max] | ratio to Node + PostgreSQL | ratio to nginx | ratio to disk | p99 ms, median |")
    print("|---|---|---|---|---|---|")
    for name, runs in figures.items():
        if "open" in name:
            continue
        ratios = [median([run["rps"] / max(1, base["rps"]) for run, base in zip(runs, figures[peer])])
                  for peer in ("node + postgresql", "nginx echo", "disk group commit 256")]
        print(f"| {name} | {spread([run['rps'] for run in runs])} | {ratios[0]:.1f} | {ratios[1]:.2f} | {ratios[2]:.2f} |"
              f" {median([run.get('p99_ms', float('nan')) for run in runs]):.1f} |")
    print("\n| open loop | served/s | p50 ms | p99 ms, median [min-max] |\n|---|---|---|---|")
    for name, runs in figures.items():
        if "open" in name:
            print(f"| {name} | {median([run['rps'] for run in runs]):.0f} | {median([run['p50_ms'] for run in runs]):.1f} |"
                  f" {spread([run['p99_ms'] for run in runs], 1)} |")
    save("intake", figures)


main()
