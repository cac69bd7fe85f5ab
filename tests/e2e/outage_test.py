#!/usr/bin/env python3
"""D10, D11: an EHR that is away, says wait, or has a dead password. What waits goes on within a minute of its return,
nothing is dead-lettered by a gateway's page, a dead password is not hammered, a day of Retry-After is no day.
CHARTBRIDGE_TEST_WHOLE=1: away for five minutes, not seconds."""
import datetime
import time

import bridge as b
from clinic import WHOLE, clinic, run
from servers import manners

MESSAGES = 200
AWAY = 300 if WHOLE else 5
PATIENTS = {f"o{i}": f"+97255561{i:04d}" for i in range(40)}


def all_are_filed_within_a_minute_of_its_return_when_nobody_listened():
    with clinic(PATIENTS) as c:
        settle(c)
        c.ehr.stop()
        queue(c, MESSAGES)
        time.sleep(AWAY)
        c.ehr.start()
        drained(c, MESSAGES)


def none_overtakes_another_when_new_connections_are_refused():
    """P7: connections that are open still work, so some calls succeed and some do not."""
    with clinic(PATIENTS) as c:
        settle(c)
        c.ehr.stop(break_connections=False)
        queue(c, MESSAGES)
        time.sleep(AWAY)
        c.ehr.start()
        drained(c, MESSAGES)


def all_are_filed_within_a_minute_of_its_return_when_a_gateway_answered_404():
    _gateway(404)


def all_are_filed_within_a_minute_of_its_return_when_a_gateway_answered_200():
    _gateway(200)


def all_are_filed_within_a_minute_of_its_return_when_it_answered_503():
    with clinic(PATIENTS) as c:
        settle(c)
        with c.ehr.having(manners.fails(503)):
            queue(c, MESSAGES)
            time.sleep(AWAY)
        drained(c, MESSAGES)


def _gateway(status):
    with clinic(PATIENTS) as c:
        settle(c)
        with c.ehr.having(manners.gateway(status)):
            queue(c, MESSAGES)
            time.sleep(AWAY)
        ends = [row for row in c.bridge.messages() if row["progress"] == "failed"]
        assert ends == [], f"{len(ends)} of {MESSAGES} were given up because of a gateway's page: {ends[0]['reason']}"
        drained(c, MESSAGES)


def a_dead_password_is_tried_once_in_fifteen_seconds():
    window = 90 if WHOLE else 35
    with b.folder() as folder:
        data = folder / "data"
        data.mkdir()
        (data / "ehr.password").write_text("the old one\n")
        (data / "ehr.password").chmod(0o600)
        with clinic_in(data, auth='auth = "basic"\nuser = "bridge"\npassword_file = "ehr.password"') as c:
            settle(c)
            with c.ehr.having(manners.unauthorized()):
                queue(c, 40)
                time.sleep(window)
            tries = [call.at for call in c.ehr.calls() if call.status == 401]
            # Calls that were under way when the password died count once.
            tries = [at for at in tries if at - tries[0] > 1.0 or at == tries[0]]
            close = [later - earlier for earlier, later in zip(tries, tries[1:]) if later - earlier < 14.5]
            assert not close, f"{len(tries)} log-ins with a dead password in {window} s, {len(close)} of them less than 15 s after another"
            assert tries, "the password was never tried"
            drained(c, 40)


def a_day_of_retry_after_on_a_push_is_no_day():
    _told_to_wait(lambda call: call.is_transaction)


def a_day_of_retry_after_on_a_consent_search_is_no_day():
    _told_to_wait(manners.searches("Consent"))


def a_day_of_retry_after_on_a_patient_search_is_no_day():
    _told_to_wait(manners.searches("Patient"))


def _told_to_wait(which):
    with clinic(PATIENTS) as c:
        told = c.ehr.having(manners.when(which, manners.retry_after(86400)))
        with told:
            name = c.says("o0", "wait for me")
            b.wait_for("the EHR to have said it", lambda: any(call.status == 429 for call in c.ehr.calls()))
            b.wait_for("it to be known", lambda: (row := c.bridge.row(name)) and row["reason"])
            row = c.bridge.row(name)
            assert row["progress"] in ("parsed", "matched", "permitted", "mapped", "held"), row
            tries = c.bridge.explain(row["key"])["next_try"]
            assert tries, "nobody will ever try it again"
            wait = datetime.datetime.fromisoformat(tries.replace("Z", "+00:00")) - datetime.datetime.now(datetime.timezone.utc)
            assert wait <= datetime.timedelta(minutes=15), f"tried again in {wait}"
        done = c.bridge.cli("messages", "retry", row["key"])
        assert done.returncode == 0, done.stderr
        c.bridge.end_of(name, "filed", patience=30)
        other = c.says("o1", "and me")
        c.bridge.end_of(other, "filed", patience=60)
        c.each_once()


def clinic_in(folder, **options):
    from clinic import Clinic
    return Clinic(folder, PATIENTS, **options)


def settle(c):
    """One message is filed, so everything works."""
    c.bridge.end_of(c.says("o0", "first of all"), "filed")


def queue(c, count):
    for number in range(count):
        c.says(f"o{number % len(PATIENTS)}", f"waiting {number}")


def drained(c, count):
    """All are filed within 60 s and the time the pushes take (a few milliseconds each here)."""
    b.wait_for("all to be filed", lambda: c.bridge.metric("chartbridge_items_filed_total") >= count + 1, patience=60 + count * 0.1)
    texts = c.ehr.records.texts()
    assert sorted(texts) == sorted(["first of all"] + [f"waiting {n}" for n in range(count)]), f"{len(texts)} in the chart"
    in_order = {}
    for communication in c.ehr.records.all("Communication"):
        for part in communication.get("payload", []):
            if part.get("contentString", "").startswith("waiting"):
                in_order.setdefault(communication["subject"]["reference"], []).append(int(part["contentString"].split()[1]))
    mixed = {patient: numbers for patient, numbers in in_order.items() if numbers != sorted(numbers)}
    assert not mixed, f"filed out of order: {dict(list(mixed.items())[:3])}"
    c.each_once()


if __name__ == "__main__":
    run(all_are_filed_within_a_minute_of_its_return_when_nobody_listened, all_are_filed_within_a_minute_of_its_return_when_it_answered_503,
        none_overtakes_another_when_new_connections_are_refused, all_are_filed_within_a_minute_of_its_return_when_a_gateway_answered_404,
        all_are_filed_within_a_minute_of_its_return_when_a_gateway_answered_200, a_dead_password_is_tried_once_in_fifteen_seconds,
        a_day_of_retry_after_on_a_push_is_no_day, a_day_of_retry_after_on_a_consent_search_is_no_day,
        a_day_of_retry_after_on_a_patient_search_is_no_day)
