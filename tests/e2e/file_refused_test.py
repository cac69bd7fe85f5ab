#!/usr/bin/env python3
"""D9: a file that the EHR refuses once is not lost: it is a dead letter of its own, shown with its message's key, and is
filed, once, when the cause is gone. Also when it came in time and travels with its message."""
import json

import bridge as b
from clinic import clinic, run
from servers import manners
from servers.records import outcome

STATUSES = {404: "not-found", 413: "too-long", 422: "processing", 403: "forbidden"}
PATIENTS = {f"r{status}": f"+97255560{status:04d}" for status in STATUSES}


def a_late_file_that_is_refused_is_a_dead_letter_and_is_filed_once_the_cause_is_gone():
    with clinic(PATIENTS) as c:
        c.graph.open.clear()  # the message is filed before its file comes
        names = {}
        for status in STATUSES:
            names[status] = c.sends_file(f"r{status}", b.pdf(f"late {status}"), caption=f"caption {status}")
        for status, name in names.items():
            c.bridge.end_of(name, "filed")
        refused = [manners.when(lambda call, s=status: file_of(c, call, f"r{s}"),
                                manners.answers(status, outcome("error", code, "this is not taken here"))) for status, code in STATUSES.items()]
        with c.ehr.having(*refused):
            c.graph.open.set()
            for status, name in names.items():
                dead = b.wait_for(f"the refused file ({status}) to be a dead letter", lambda n=name: letters_of(c, n))
                assert str(status) in json.dumps(dead), f"the dead letter does not tell the status {status}: {dead}"
                row = c.bridge.row(name)
                assert row["progress"] == "filed" and [m["state"] for m in row["media"]] == ["failed"], row
            assert c.ehr.records.current("DocumentReference") == []
        c.bridge.cli("dead-letters", "retry", "--all", check=True)
        for status, name in names.items():
            row = b.wait_for(f"the file refused with {status} to be filed", lambda n=name: all_filed(c.bridge.row(n)))
            assert row["progress"] == "filed"
            assert len(c.ehr.records.current("DocumentReference", f"Patient/r{status}")) == 1
            assert c.ehr.records.texts(f"Patient/r{status}") == [f"caption {status}"]
        assert c.bridge.dead_letters() == []
        c.each_once()
        assert c.bridge.cli("audit", "verify").returncode in (0, 2)


def a_file_in_time_that_is_refused_takes_nothing_with_it():
    with clinic({"intime": "+972555600999"}) as c:
        # Held while the consents cannot be asked, so the file is there before the message is mapped.
        with c.ehr.having(manners.when(manners.searches("Consent"), manners.fails(503))):
            name = c.sends_file("intime", b.pdf("in time"), caption="with a letter")
            b.wait_for("the file to be kept", lambda: (row := c.bridge.row(name)) and row["media"] and row["media"][0]["state"] == "stored")
        with c.ehr.having(manners.refuse(422, "DocumentReference", "Binary")):
            key = c.bridge.row(name)["key"]
            c.bridge.cli("messages", "release", key)
            b.wait_for("the refusal to be a dead letter", lambda: letters_of(c, name))
        c.bridge.cli("dead-letters", "retry", "--all", check=True)
        b.wait_for("message and file to be filed", lambda: all_filed(c.bridge.row(name)))
        assert c.ehr.records.texts("Patient/intime") == ["with a letter"]
        assert len(c.ehr.records.current("DocumentReference", "Patient/intime")) == 1
        c.each_once()


def file_of(c, call, patient):
    """Whether the call brings a file into that patient's chart."""
    return bool({"DocumentReference", "Binary"} & call.types) and f"Patient/{patient}".encode() in call.body + \
        (call.headers.get("X-Security-Context") or "").encode()


def letters_of(c, name):
    key = c.bridge.row(name)["key"]
    return [letter for letter in c.bridge.dead_letters() if letter["key"] == key]


def all_filed(row):
    return row if row and row["progress"] == "filed" and all(m["state"] == "filed" for m in row["media"]) else None


if __name__ == "__main__":
    run(a_late_file_that_is_refused_is_a_dead_letter_and_is_filed_once_the_cause_is_gone, a_file_in_time_that_is_refused_takes_nothing_with_it)
