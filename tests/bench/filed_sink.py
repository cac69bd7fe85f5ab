#!/usr/bin/env python3
"""What the life of a message costs: filed/s, the bridge's CPU and its row writes, into an EHR that answers at once; version
0.1.0 (before) and this tree (after), by turns in one run. usage: filed.py --sink [--before PROGRAM] [--after PROGRAM]
[--rounds 3] [--messages 4000] [--engines sqlite,postgresql]

CPU: user and system time of the service from the first delivery to the last filing, intake included (messages come in
deliveries of 50, so that it costs next to nothing). Row writes: rows inserted, updated and deleted as PostgreSQL counts
them (pg_stat_user_tables, both schemas); SQLite runs the same statements and has no such counter, there bytes written to
disk stand beside it."""
import argparse
import pathlib
import subprocess
import time

from bench import Sink, bridge, cpu_seconds, median, old_program, ratio, save, spread

CONTACTS = 64


def deliveries(first, count):
    at = int(time.time())
    for start in range(first, first + count, 50):
        yield bridge.webhook([bridge.message(f"wamid.SINK{n:08d}", f"97255556{n % CONTACTS:04d}", at, "text", {"body": f"message {n} of the bench"})
                              for n in range(start, min(start + 50, first + count))])


def written(pid):
    """Bytes that the process caused to be written to disk."""
    for line in pathlib.Path(f"/proc/{pid}/io").read_text().splitlines():
        if line.startswith("write_bytes:"):
            return int(line.split()[1])
    return 0


class RowWrites:
    def __init__(self, postgres, database):
        self.command = [str(postgres.bin / "psql"), "-At", "-h", "127.0.0.1", "-p", str(postgres.port), "-U", "chartbridge", "-d", database, "-c",
                        "SELECT COALESCE(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables"]

    def read(self):
        """Backends report within seconds of their last statement: waits until the figure rests."""
        last = -1
        while True:
            now = int(subprocess.run(self.command, check=True, capture_output=True, text=True).stdout)
            if now == last:
                return now
            last = now
            time.sleep(3)


def run(folder, program, engine, postgres, sink, args, number):
    """One start, one warm-up, one measured drive."""
    store = "sqlite:chartbridge.db"
    if engine == "postgresql":
        postgres.create(f"sink{number}")
        store = postgres.url.replace("/bridge", f"/sink{number}")
    with bridge.Bridge(folder / f"{engine}{number}", store=store, ehr=sink.base, program=program) as one:
        one.start()
        drive(one, 0, 200)
        rows = RowWrites(postgres, f"sink{number}") if engine == "postgresql" else None
        before = rows.read() if rows else 0
        cpu, disk, started = cpu_seconds(one.process.pid), written(one.process.pid), time.monotonic()
        drive(one, 200, args.messages)
        took = time.monotonic() - started
        cpu, disk = cpu_seconds(one.process.pid) - cpu, written(one.process.pid) - disk
        figures = {"filed/s": args.messages / took, "cpu us": cpu / args.messages * 1e6}
        if engine == "sqlite":
            figures["KiB"] = disk / args.messages / 1024
        if rows:
            figures["rows"] = (rows.read() - before) / args.messages
        one.stop()
    return figures


def drive(one, first, count):
    wanted = one.metric("chartbridge_items_filed_total") + count
    for body in deliveries(first, count):
        assert one.post(body) == 200
    bridge.wait_for("all to be filed", lambda: one.metric("chartbridge_items_filed_total") >= wanted, patience=600)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", help="a chartbridge; default: 0.1.0, built from the history into the tools cache")
    parser.add_argument("--after", default=bridge.PROGRAM)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--engines", default="sqlite,postgresql")
    args = parser.parse_args()
    programs = {"before": old_program(args.before), "after": args.after}
    figures, number = {}, 0
    with bridge.folder() as folder:
        postgres, sink = bridge.Postgres(folder), Sink()
        try:
            for round_number in range(args.rounds):
                for engine in args.engines.split(","):
                    # By turns, and the other one first each time: neither always meets the warmer machine.
                    for name in (list(programs) if round_number % 2 == 0 else list(programs)[::-1]):
                        number += 1
                        one = run(folder, programs[name], engine, postgres, sink, args, number)
                        figures.setdefault((engine, name), []).append(one)
                        print(f"  {engine:10s} {name:6s} " + "  ".join(f"{what} {value:.1f}" for what, value in one.items()), flush=True)
        finally:
            sink.stop()
            postgres.stop()
    report(figures)


def report(figures):
    print("\n| what | filed/s | CPU us a message | row writes a message | KiB written a message |\n|---|---|---|---|---|")
    for (engine, name), runs in figures.items():
        cells = [spread([run[what] for run in runs if what in run], 1) if any(what in run for run in runs) else "" for what in ("filed/s", "cpu us", "rows", "KiB")]
        print(f"| {engine}, {name} | " + " | ".join(cells) + " |")
    print()
    for engine in dict.fromkeys(engine for engine, _ in figures):
        before, after = figures[engine, "before"], figures[engine, "after"]
        suffix = "" if engine == "sqlite" else "-postgresql"
        for what, word in (("cpu us", "cpu"), ("filed/s", "filed"), ("rows", "row-writes")):
            pairs = [a[what] / b[what] for a, b in zip(after, before) if what in a and b.get(what)]
            if pairs:
                ratio(f"filed-sink{suffix if word != 'row-writes' else ''}/{word}", median(pairs))
    save("filed_sink", {f"{engine} {name}": runs for (engine, name), runs in figures.items()})


if __name__ == "__main__":
    main()
