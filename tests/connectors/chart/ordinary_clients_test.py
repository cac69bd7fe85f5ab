#!/usr/bin/env python3
"""FHIR clients that other people wrote drive the embedded chart. usage: ordinary_clients_test.py SERVE_CHART"""
import pathlib
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools/fhir/start-clients.sh"

if subprocess.run([SCRIPT, "--install"], check=False).returncode != 0:
    print("SKIPPED: fhirpy, fhirclient and fhir-kit-client could not be installed; is a registry out of reach?", file=sys.stderr)
    sys.exit(77)
with tempfile.TemporaryDirectory() as folder:
    with subprocess.Popen([sys.argv[1], "0", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as chart:
        base = chart.stdout.readline().split()[1]
        done = subprocess.run([SCRIPT, base], check=False, timeout=240)
        chart.stdin.close()
        chart.wait(20)
sys.exit(done.returncode)
