#!/usr/bin/env python3
"""`hours show` on settings with hours and holidays: one object, instants in UTC; needs no channel, no keys and no `serve`."""
import json
import subprocess

import bridge as b

CLINIC = """[clinic]
id = "c"
timezone = "Europe/Madrid"
[[clinic.hours]]
days = ["mon", "tue", "wed", "thu", "fri"]
open = "09:00"
close = "18:00"
[[clinic.hours]]
days = ["sat"]
open = "22:00"
close = "02:30"
[[clinic.holiday]]
name = "Reyes"
date = "2027-01-06"
[[clinic.holiday]]
name = "Víspera «corta»"
from = "2027-01-05"
to = "2027-01-05"
open = "09:00"
close = "12:00"
"""
SHOWN = [  # at, open, closes_at, opens_at, holiday
    ("2026-11-23T09:00:00+01:00", True, "2026-11-23T17:00:00Z", None, None),
    ("2026-11-23T12:00:00-05:00", False, None, "2026-11-24T08:00:00Z", None),
    ("2026-11-22T02:29:59.999+01:00", True, "2026-11-22T01:30:00Z", None, None),
    ("2026-10-25T00:50:00Z", True, "2026-10-25T01:30:00Z", None, None),
    ("2026-03-29T00:59:59Z", True, "2026-03-29T01:00:00Z", None, None),
    ("2027-01-05T08:00:00Z", True, "2027-01-05T11:00:00Z", None, "Víspera «corta»"),
    ("2027-01-05T11:00:00Z", False, None, "2027-01-07T08:00:00Z", "Víspera «corta»"),
    ("2027-01-06T10:00:00Z", False, None, "2027-01-07T08:00:00Z", "Reyes"),
]


def show(settings, at, code=0):
    done = subprocess.run([b.PROGRAM, "hours", "show", "--at", at, "--config", settings], capture_output=True, cwd=settings.parent)
    assert done.returncode == code, done
    assert bool(done.stderr) == bool(code) and done.stderr.count(b"\n") <= 1, done
    return json.loads(done.stdout) if code == 0 else done.stderr.decode()


def main():
    with b.folder() as folder:
        settings = folder / "chartbridge.toml"
        settings.write_text(CLINIC)
        for at, is_open, closes, opens, holiday in SHOWN:
            shown = show(settings, at)
            assert list(shown) == ["at", "open", "closes_at", "opens_at", "holiday"], shown
            assert shown["at"].endswith("Z") and len(shown["at"]) == 20, shown
            assert list(shown.values())[1:] == [is_open, closes, opens, holiday], (at, shown)
        assert show(settings, "2026-11-23T09:00:00+01:00")["at"] == "2026-11-23T08:00:00Z"
        for at in ("", "now", "2026-11-23", "2026-11-23T09:00:00"):
            assert "--at takes an instant" in show(settings, at, code=2)
        settings.write_text('[clinic]\ntimezone = "UTC"\n')
        assert show(settings, "2026-11-23T09:00:00Z") == {"at": "2026-11-23T09:00:00Z", "open": True, "closes_at": None, "opens_at": None, "holiday": None}
        settings.write_text(CLINIC + '[[clinic.holiday]]\nname = "x"\ndate = "2027-01-05"\n')
        assert "clinic.holiday[2].date overlaps clinic.holiday[1]" in show(settings, "2026-11-23T09:00:00Z", code=2)
    print("hours show holds")


main()
