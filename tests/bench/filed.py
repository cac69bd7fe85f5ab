#!/usr/bin/env python3
"""Messages filed a second into a real HAPI FHIR server, beside a bare client that makes the same requests with
the same concurrency: a Consent search, then the POST of the same Bundle. usage: filed.py [--rounds 3] [--messages 400]
`filed.py --sink`: what a message's life costs the bridge itself, before and after (filed_sink.py --help)."""
import argparse
import concurrent.futures
import http.client
import json
import sys
import threading
import time
import urllib.parse
import uuid

from bench import bridge, median, ratio, save, spread

CONNECTIONS = 4


class BareClient:
    """Keep-alive connections, one per thread, nothing else."""

    def __init__(self, base):
        self.url = urllib.parse.urlsplit(base)
        self.local = threading.local()

    def ask(self, method, path, body=None):
        connection = getattr(self.local, "connection", None)
        if connection is None:
            connection = self.local.connection = http.client.HTTPConnection(self.url.hostname, self.url.port)
        headers = {"Content-Type": "application/fhir+json", "Cache-Control": "no-cache", "Prefer": "return=minimal"}
        connection.request(method, self.url.path + path, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (200, 201), answer.status

    def file(self, patient, bundle):
        self.ask("GET", f"/Consent?patient=Patient/{patient}&_count=100")
        self.ask("POST", "", bundle)


def fresh_identities(bundle):
    """The same Bundle with identities that the server has not seen."""
    text = json.dumps(bundle)
    for entry in bundle["entry"]:
        resource = entry["resource"]
        for identifier in resource.get("identifier", []):
            text = text.replace(identifier["value"].split(":")[-1], str(uuid.uuid4()))
        if "id" in resource:
            text = text.replace(resource["id"], str(uuid.uuid4()))
    return text.encode()


def main():
    if "--sink" in sys.argv:
        sys.argv.remove("--sink")
        import filed_sink
        return filed_sink.main()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--messages", type=int, default=400)
    args = parser.parse_args()
    patients = {f"p{i}": f"+97255556{i:04d}" for i in range(16)}
    figures = {"bare client": [], "chartbridge": []}
    with bridge.folder() as folder, bridge.hapi() as hapi:
        one = bridge.Bridge(folder / "data", ehr=hapi)
        one.seed(patients)
        one.start()
        count = 0

        def drive(number):
            """Posts `number` messages; returns filed messages a second, first webhook to last filing."""
            nonlocal count
            started, phones = time.monotonic(), list(patients.values())
            wanted = filed(one) + number
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda n: one.post(bridge.text_webhook(f"wamid.FILED{n:08d}", phones[n % 16].lstrip("+"), f"message {n}", int(time.time()))),
                              range(count, count + number)))
            count += number
            bridge.wait_for("all to be filed", lambda: filed(one) >= wanted, patience=600)
            return number / (time.monotonic() - started)

        drive(200)  # the server warms up
        sample = (folder / "webhook.json")
        sample.write_bytes(bridge.text_webhook("wamid.SAMPLE", "972555560000", "message 1234", int(time.time())))
        bundle = json.loads(one.cli("map", "--webhook", str(sample), "--patient", "Patient/p0", check=True).stdout)
        client = BareClient(hapi)
        for _ in range(args.rounds):
            bodies = [(f"p{n % 16}", fresh_identities(bundle)) for n in range(args.messages)]
            started = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
                list(pool.map(lambda b: client.file(*b), bodies))
            figures["bare client"].append(args.messages / (time.monotonic() - started))
            figures["chartbridge"].append(drive(args.messages))
            print({name: round(runs[-1], 1) for name, runs in figures.items()}, flush=True)
        one.stop()
    pairs = median([a / b for a, b in zip(figures["chartbridge"], figures["bare client"])])
    print(f"\n| what | filed/s, median [min-max] |\n|---|---|")
    for name, runs in figures.items():
        print(f"| {name} | {spread(runs, 1)} |")
    print(f"\nratio, median of pairs: {pairs:.2f}")
    ratio("filed/bare-client", pairs)
    save("filed", figures)


def filed(one):
    text = bridge.request("GET", one.base + "/metrics")[2].decode()
    return float(next(line.split()[1] for line in text.splitlines() if line.startswith("chartbridge_items_filed_total ")))


main()
