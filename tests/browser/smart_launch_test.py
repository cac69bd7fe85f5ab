#!/usr/bin/env python3
"""SMART launches of the viewer: by the simulated clinic's authorization server before HAPI FHIR (`hapi`) or
before the embedded chart (`embedded`), and, `embedded`, by the closed chart's own one. `firefox`: the same
closed chart and the console in Debian's Firefox.
usage: smart_launch_test.py hapi|embedded|firefox"""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

BROWSER = pathlib.Path(__file__).resolve().parent
import people
from people import b

START = b.TOP / "tests/tools/fhir/start-smart.sh"
NARROW = "openid fhirUser launch launch/patient patient/Patient.rs patient/DocumentReference.rs patient/Binary.r"


def need_tools(name):
    cache = pathlib.Path(os.environ.get("CHARTBRIDGE_TOOLS_DIR", pathlib.Path.home() / ".cache/chartbridge-tools"))
    if name != "firefox" and not (cache / "smart/.stamp").exists():
        b.skip("the SMART simulator is not installed in the tools cache (tests/servers/prepare)")
    program = os.environ.get("FIREFOX", "/usr/bin/firefox-esr") if name == "firefox" else os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not pathlib.Path(program).exists() or shutil.which("node") is None:
        b.skip(f"{program} or Node is not installed")
    if not (b.TOP / "web/node_modules/playwright-core").exists():
        b.skip("the packages of web/ are not installed (npm ci)")


@contextlib.contextmanager
def simulator(port, fhir, redirect, *options):
    server = subprocess.Popen([str(START), str(port), fhir, "--redirect", redirect, *options],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        if not any(line.startswith(b"READY") for line in server.stdout):
            b.skip("the SMART simulator did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


class Clinic:
    """A data folder where the demo day is played once, and the service on it, open or closed."""

    def __init__(self, data, ehr, smart_ports, frame_port):
        self.data, self.port, self.ehr = data, b.free_port(), ehr
        self.base = f"http://127.0.0.1:{self.port}"
        self.fhir = ehr or self.base + "/fhir"
        data.mkdir(mode=0o700)
        self.environment = dict(os.environ, CHARTBRIDGE_DATA=str(data), CHARTBRIDGE_TEST_PACE="0")
        if ehr:
            self.environment["CHARTBRIDGE_EHR__BASE_URL"] = ehr
        self.launched = {"CHARTBRIDGE_SMART__CLIENT_ID": "viewer",
                         "CHARTBRIDGE_SMART__FRAME_ANCESTORS__0": f"http://127.0.0.1:{frame_port}"}
        for i, port in enumerate(smart_ports):
            self.launched[f"CHARTBRIDGE_SMART__ISSUERS__{i}"] = f"http://127.0.0.1:{port}/fhir"
        self.cli("demo", "prepare", "--port", str(self.port))

    def cli(self, *arguments):
        done = subprocess.run([b.PROGRAM, *arguments], env=self.environment, cwd=self.data, capture_output=True, timeout=120)
        assert done.returncode == 0, (arguments, done.stderr.decode())
        return done.stdout.decode().strip()

    @contextlib.contextmanager
    def serving(self, *arguments, more=None):
        out = self.data / f"out{len(arguments)}.txt"
        with open(out, "wb") as file:
            serve = subprocess.Popen([b.PROGRAM, "serve", *arguments], env={**self.environment, **(more or {})},
                                     stdout=file, stderr=subprocess.STDOUT, cwd=self.data)

        def ready():
            assert serve.poll() is None, out.read_text()[-3000:]
            if arguments:
                return "clinic day is over" in out.read_text()
            with contextlib.suppress(OSError):
                return b.request("GET", self.base + "/readyz", timeout=2)[0] == 200
            return False
        try:
            b.wait_for("the clinic day to be over" if arguments else "the service to be ready", ready, patience=400)
            yield
        finally:
            serve.terminate()
            assert serve.wait(60) == 0


def seed_clinician(fhir):
    """Whom the simulator signs in."""
    ada = {"resourceType": "Practitioner", "id": "ada", "active": True, "name": [{"family": "Example", "given": ["Ada"]}]}
    b.put(fhir + "/Practitioner/ada", ada, {})


def journey(script, **words):
    done = subprocess.run(["node", str(BROWSER / script)], env={**os.environ, **words}, timeout=600)
    assert done.returncode == 0, f"{script} failed"


def launched_elsewhere(clinic, ports, frame_port, name):
    with contextlib.ExitStack() as stack:
        stack.enter_context(clinic.serving("--demo", more=clinic.launched))
        seed_clinician(clinic.fhir)
        back = clinic.base + "/chart/"
        whole = stack.enter_context(simulator(ports[0], clinic.fhir, back))
        narrow = stack.enter_context(simulator(ports[1], clinic.fhir, back, "--scope", NARROW))
        journey("smart_launch.mjs", BASE=clinic.base, SMART=whole, SMART_NARROW=narrow, FHIR=clinic.fhir,
                FRAME=f"http://127.0.0.1:{frame_port}", NAME=name)


def launched_here(clinic, script, *roles):
    """The closed chart is its own authorization server."""
    with clinic.serving():
        who = people.add(clinic.base, clinic.data / "chartbridge.toml", "ines", *roles)
        closed = b.request("GET", clinic.base + "/fhir/Patient/noa-levi")
        assert closed[0] == 401, closed
        journey(script, BASE=clinic.base, WHO=json.dumps(who), CHART_TOKEN=(clinic.data / "chart.token").read_text().strip())
        people.no_reports(clinic.base)
        assert "intact" in clinic.cli("audit", "verify"), "the audit trail holds"


def main():
    name = sys.argv[1]
    assert name in ("hapi", "embedded", "firefox"), name
    need_tools(name)
    with b.folder() as folder, contextlib.ExitStack() as stack:
        ehr = stack.enter_context(b.hapi()) if name == "hapi" else None
        ports, frame_port = [b.free_port(), b.free_port()], b.free_port()
        clinic = Clinic(folder / "var", ehr, ports, frame_port)
        if name == "firefox":
            with clinic.serving("--demo"):
                pass
            launched_here(clinic, "firefox.mjs", "clinician", "compliance")
            return
        launched_elsewhere(clinic, ports, frame_port, name)
        if not ehr:
            launched_here(clinic, "smart_launch_own.mjs", "clinician")
    print(f"smart launches: {name} holds")


main()
