#!/usr/bin/env python3
"""D1, A1, A3: transactions that end half-way, answers that are lost, a message that the EHR cannot bear. What was confirmed
is known part by part; nothing stays behind in the chart of somebody else; the others go on."""
import time

import bridge as b
from clinic import clinic, run
from servers import manners

TWO = {"alma": "+972555630001", "bert": "+972555630002"}


def what_a_half_done_transaction_left_is_known_and_completed():
    """One entry of each kind refused in turn, in an answer that calls itself batch-response."""
    for refused in ("Provenance", "Communication"):
        with clinic(TWO) as c:
            with c.ehr.having(manners.half_done(c.ehr, refused)):
                name = c.says("alma", "half of it")
                b.wait_for("it to be tried", lambda: any(call.is_transaction for call in c.ehr.calls()))
                row = b.wait_for("it not to be filed", lambda: (r := c.bridge.row(name)) and (r["reason"] or r["progress"] == "failed") and r)
                assert row["progress"] != "filed", f"filed, though the {refused} was refused"
            c.bridge.cli("messages", "retry", row["key"])
            c.bridge.end_of(name, "filed", 90)
            assert c.ehr.records.texts("Patient/alma") == ["half of it"]
            c.each_once()
            assert len(c.ehr.records.all("Provenance")) == len({p["id"] for p in c.ehr.records.all("Provenance")}) == 1


def what_a_half_done_transaction_left_is_taken_back_when_it_was_another_patients():
    with clinic(TWO) as c:
        with c.ehr.having(manners.half_done(c.ehr, "Provenance")):
            name = c.says("alma", "meant for bert")
            row = b.wait_for("it not to be filed", lambda: (r := c.bridge.row(name)) and (r["reason"] or r["progress"] == "failed") and r)
            assert row["progress"] != "filed", row
        _given_to_bert(c, name, row["key"])


def a_lost_answer_leaves_nothing_in_the_first_chart():
    """A1 over the wire: it landed, nobody knew, and a person said whose it is."""
    with clinic(TWO) as c:
        lost = manners.when(lambda call: call.is_transaction and b"alma" in call.body, manners.lost_answer())
        with c.ehr.having(lost, manners.when(lambda call: call.is_search and call.type == "Communication", manners.fails(503))):
            name = c.says("alma", "meant for bert")
            row = b.wait_for("it to be in doubt", lambda: (r := c.bridge.row(name)) and r["reason"] and r)
        _given_to_bert(c, name, row["key"])


def a_dropped_message_does_not_stay_in_the_chart():
    with clinic(TWO) as c:
        lost = manners.when(lambda call: call.is_transaction, manners.lost_answer())
        with c.ehr.having(lost, manners.when(lambda call: call.is_search and call.type == "Communication", manners.fails(503))):
            name = c.says("alma", "not for a chart")
            row = b.wait_for("it to be in doubt", lambda: (r := c.bridge.row(name)) and r["reason"] and r)
            done = c.bridge.cli("messages", "drop", row["key"])
            assert done.returncode == 0, done.stderr
        b.wait_for("it to be taken back", lambda: c.ehr.records.texts("Patient/alma") == [] and c.bridge.row(row["key"])["progress"] == "dropped", 90)


def _given_to_bert(c, name, key):
    done = c.bridge.cli("review", "file", key, "--patient", "Patient/bert")
    assert done.returncode == 0, done.stderr
    b.wait_for("it to be bert's alone", lambda: c.ehr.records.texts("Patient/bert") == ["meant for bert"] and c.ehr.records.texts("Patient/alma") == [], 90)
    row = c.bridge.end_of(key, "filed", 60)
    assert row["patient"] == "Patient/bert", row
    assert not any("alma" in r for r in row["resources"])
    c.each_once()


def one_message_that_the_ehr_cannot_bear_stops_nobody_else():
    """A3: 500 for one message for good. Others' conversations go on; it waits or ends for a person, and is never dropped."""
    with clinic(TWO) as c:
        with c.ehr.having(manners.when(lambda call: call.is_transaction and b"poison" in call.body, manners.fails(500))):
            bad = c.says("alma", "poison")
            good = [c.says("bert", f"well {n}") for n in range(5)]
            for name in good:
                c.bridge.end_of(name, "filed", 60)
            assert c.bridge.row(bad)["progress"] in ("mapped", "failed"), c.bridge.row(bad)
        time.sleep(1)
        key = c.bridge.row(bad)["key"]
        retried = c.bridge.cli("messages", "retry", key).returncode == 0
        assert retried or c.bridge.row(bad)["progress"] == "filed", "a person cannot try it again"
        c.bridge.end_of(bad, "filed", 60)
        assert c.ehr.records.texts("Patient/alma") == ["poison"]


def an_undo_for_somebody_who_does_not_exist_changes_nothing():
    """A11."""
    with clinic(TWO) as c:
        name = c.says("alma", "stays")
        key = c.bridge.end_of(name, "filed")["key"]
        done = c.bridge.cli("review", "file", key, "--patient", "Patient/nobody")
        assert done.returncode == 1 and done.stderr.count(b"\n") == 1, (done.returncode, done.stderr)
        time.sleep(1)
        assert c.ehr.records.texts("Patient/alma") == ["stays"]
        assert (c.bridge.row(key)["progress"], c.bridge.row(key)["patient"]) == ("filed", "Patient/alma")


if __name__ == "__main__":
    run(what_a_half_done_transaction_left_is_known_and_completed,
        what_a_half_done_transaction_left_is_taken_back_when_it_was_another_patients, a_lost_answer_leaves_nothing_in_the_first_chart,
        a_dropped_message_does_not_stay_in_the_chart, one_message_that_the_ehr_cannot_bear_stops_nobody_else,
        an_undo_for_somebody_who_does_not_exist_changes_nothing)
