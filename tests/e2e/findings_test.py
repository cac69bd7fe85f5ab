#!/usr/bin/env python3
"""Every input of tests/fixtures/findings ends as it must (findings/README.md): what clinics' servers and WhatsApp were
seen to send, one row each. usage: findings_test.py [--rows] [WORD…]: those whose name has a WORD."""
import json
import sys
import time
import traceback

import bridge as b
from clinic import Clinic, person
from findings_cases import ROWS

FOLDER = b.FIXTURES / "findings"


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    rows = [row for row in ROWS if not words or any(word in row.name for word in words)]
    covered = {name for row in ROWS for name in row.inputs}
    missing = {path.stem for path in FOLDER.glob("*.json")} - covered
    assert not missing, f"inputs without a row: {missing}"
    red = []
    for row in rows:
        started = time.monotonic()
        try:
            with b.folder() as folder, Clinic(folder / "data", {}, start=False, channels=("100", "100000000000001")) as c:
                for name, phone in row.patients.items():
                    c.patients[name] = phone
                    c.ehr.put(person(name, phone, **row.person))
                    if row.consent:
                        c.ehr.put(b.consent_for(name))
                row.prepare(c)
                c.bridge.start()
                row.check(c, row)
        except Exception as fault:  # of any kind: the next row is told too
            red.append(row.name)
            if not isinstance(fault, AssertionError):
                traceback.print_exc()
            print(f"RED  {row.finding:4s} {row.name}: {str(fault)[:1500] or type(fault).__name__}", flush=True)
        else:
            print(f"ok   {row.finding:4s} {row.name} ({time.monotonic() - started:.1f} s)", flush=True)
    print(f"{len(rows) - len(red)} of {len(rows)} inputs end as they must" + (f"; red: {' '.join(red)}" if red else ""))
    sys.exit(1 if red else 0)


def read(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


if __name__ == "__main__":
    main()
