#!/usr/bin/env python3
"""The demo day ends as scripted, a second start plays nothing twice; with `hapi`, the same binary documents
it in a real HAPI FHIR server."""
import contextlib
import json
import os
import subprocess
import sys

import bridge as b


def main():
    with b.folder() as folder, contextlib.ExitStack() as stack:
        ehr = stack.enter_context(b.hapi()) if "hapi" in sys.argv[1:] else None
        run(folder / "var", ehr)


def run(data, ehr):
    data.mkdir(mode=0o700)
    port = b.free_port()
    environment = dict(os.environ, CHARTBRIDGE_DATA=str(data), CHARTBRIDGE_TEST_PACE="0")
    if ehr:
        environment["CHARTBRIDGE_EHR__BASE_URL"] = ehr
    subprocess.run([b.PROGRAM, "demo", "prepare", "--port", str(port)], check=True, env=environment)
    first = play(data, port, environment, ehr)
    second = play(data, port, environment, ehr)
    assert {row["key"] for row in first} == {row["key"] for row in second}, "the second start played something again"
    print(f"clinic day: {len(first)} items as scripted" + (" in HAPI" if ehr else ""))


def play(data, port, environment, ehr):
    out = open(data / "out.txt", "ab")
    serve = subprocess.Popen([b.PROGRAM, "serve", "--demo"], env=environment, stdout=out, stderr=subprocess.STDOUT, cwd=data)
    try:
        def lines():
            assert serve.poll() is None, (data / "out.txt").read_text()[-3000:]
            return (data / "out.txt").read_text().count("clinic day is over")
        before = lines()
        b.wait_for("the clinic day to be over", lambda: lines() > before or "was played before" in (data / "out.txt").read_text(), patience=400)
        rows = [json.loads(line) for line in subprocess.run([b.PROGRAM, "messages", "list", "--json"], env=environment, cwd=data,
                                                            capture_output=True, check=True).stdout.splitlines()]
        check(rows, f"http://127.0.0.1:{port}", ehr or f"http://127.0.0.1:{port}/fhir", (data / "out.txt").read_text())
        return rows
    finally:
        serve.terminate()
        assert serve.wait(40) == 0


def check(rows, base, fhir, printed):
    assert len([row for row in rows if row["kind"] != "status"]) >= 20
    assert b.settled(rows), [row for row in rows if not b.settled([row])]
    ends = {(row["progress"], row["reason"]) for row in rows}
    for end in (("filed", None), ("held", "no-consent"), ("held", "patient-unresolved"), ("dropped", "consent-revoked"),
                ("held", "kind-not-documented"), ("noted", None)):
        assert end in ends, (end, ends)
    assert "as scripted" in printed, printed[-2000:]
    program = subprocess.run([b.PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    device = json.loads(b.request("GET", f"{fhir}/Device/chartbridge")[2])
    assert device["version"] == [{"value": program}], device
    filed = [row for row in rows if row["progress"] == "filed"]
    patient = max({row["patient"] for row in filed}, key=lambda p: sum(row["patient"] == p for row in filed))
    status, _, body = b.request("GET", f"{fhir}/Communication?patient={patient}&_count=100", headers={"Cache-Control": "no-cache"})
    assert status == 200
    found = [entry["resource"] for entry in json.loads(body)["entry"]]
    assert len([c for c in found if c.get("payload")]) == len([row for row in filed if row["patient"] == patient])
    media = [m for row in filed for m in row["media"]]
    assert media and {m["state"] for m in media} == {"filed", "dropped"}, media
    assert [m["reason"] for m in media if m["state"] == "dropped"] == ["denied-by-consent"], media
    for page in ("/chart/", "/try/", "/healthz", "/readyz", "/metrics"):
        answer = b.request("GET", base + page)[0]
        assert answer == 200 or (page == "/chart/" and not fhir.startswith(base)), (page, answer)


main()
