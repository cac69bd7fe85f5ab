#!/usr/bin/env python3
"""Explores every state of withdrawal.pml within its bounds with spin: as it stands, then with one rule less at a time, which
must be found out. Prints the states explored; at most 2 GB and three minutes. 77: spin or gcc could not be had."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

MODEL = pathlib.Path(__file__).resolve().parent / "withdrawal.pml"
SECONDS = 180
HOLDS = (["FAULTS=3"], ["FAULTS=2", "ELSEWHERE"])
ENDS = ["FAULTS=2"]  # no circle in which work could turn for ever
FAILS = {  # without this rule: what is broken then
    "WITHOUT_ASKING_AGAIN": "!(committed)",
    "WITHOUT_WAITING": "!(committed)",
    "WITHOUT_DEADLINE": "!(committed)",
    "WITHOUT_DOUBT": "arrived[i]",
    "WITHOUT_SETTLING": "sends==1",
    "WITHOUT_STORED_STEPS": "committed&& !(permit)",
    "ELSEWHERE WITHOUT_VERIFYING": "flagged[i]",
}


def explore(defines, folder, end, whole=True, circles=False):
    """(what is broken or None, states); whole: all states are expected to be seen, not a few until the first fault"""
    flags = [f"-D{one}" for one in defines]
    subprocess.run(["spin", *flags, "-a", MODEL], cwd=folder, check=True, capture_output=True)
    subprocess.run(["gcc", "-O1" if whole else "-O0", "-w", "-DNP" if circles else "-DSAFETY", "-DMEMLIM=2000", "-o", "pan", "pan.c"], cwd=folder, check=True)
    said = subprocess.run(["./pan", "-n", "-m10000", *(["-l"] if circles else [])], cwd=folder, capture_output=True, text=True, timeout=max(1, end - time.monotonic())).stdout
    states = re.search(r"(\d+) states, stored", said)
    assert states and "max search depth too small" not in said and "out of memory" not in said, said
    broken = re.search(r"pan:1: (?:assertion violated )?(.*) \(at depth", said)
    assert bool(broken) != ("errors: 0" in said), said
    return broken and broken.group(1), int(states.group(1))


def main():
    missing = [name for name in ("spin", "gcc") if shutil.which(name) is None]
    if missing:
        print(f"SKIPPED: {' and '.join(missing)} not installed")
        sys.exit(77)
    begun = time.monotonic()
    end = begun + SECONDS
    with tempfile.TemporaryDirectory() as folder:
        for defines in HOLDS:
            broken, states = explore(defines, folder, end)
            assert broken is None, f"{' '.join(defines)} breaks {broken}"
            print(f"holds in {states:,} states: {' '.join(defines)}", flush=True)
        broken, states = explore(ENDS, folder, end, circles=True)
        assert broken is None, f"{' '.join(ENDS)}: {broken}"
        print(f"no circle in {states:,} states: {' '.join(ENDS)}", flush=True)
        for rule, promise in FAILS.items():
            broken, states = explore(rule.split(), folder, end, whole=False)
            assert broken and promise in broken, f"{rule} should break {promise}, and breaks {broken}"
            print(f"found out after {states:,} states: {rule}", flush=True)
    print(f"the model of a withdrawal holds ({time.monotonic() - begun:.0f} s)")


main()
