#!/usr/bin/env python3
"""P12: resident memory with a backlog that waits on disk. usage: memory.py [--messages 200000]"""
import argparse
import time

from bench import bridge, perf_bridge, rss_megabytes, save, whload


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
        one.start()
        whload(one.port, "/webhooks/whatsapp", 2, c=64, k=20000)
        figures = [("after the first load", rss_megabytes(one.process.pid), 0)]
        posted = 0
        while posted < args.messages:
            posted += int(whload(one.port, "/webhooks/whatsapp", 10, c=64, k=20000)["ok"])
            figures.append((f"{posted} posted", rss_megabytes(one.process.pid), posted))
            print(f"{figures[-1][0]:24s} RSS {figures[-1][1]:.0f} MB", flush=True)
        time.sleep(20)
        figures.append(("20 s later", rss_megabytes(one.process.pid), posted))
        for name, size, _ in figures:
            print(f"{name:24s} RSS {size:.0f} MB")
        one.kill()
    save("memory", figures)


main()
