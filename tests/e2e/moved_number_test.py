#!/usr/bin/env python3
"""C1: a link that a rule made holds only as long as the number does. The number goes to another patient, is shared, is
nobody's, is a practitioner's: nothing is filed by itself for the former owner. By default the service starts anew
after each change; CHARTBRIDGE_TEST_WHOLE=1 waits 65 s instead, as in findings/ehr-number-moved-to-another-patient.json."""
import json
import time

import bridge as b
from clinic import WHOLE, clinic, person, run

INPUT = json.loads((b.FIXTURES / "findings/ehr-number-moved-to-another-patient.json").read_text())
NUMBER, OTHER = "+34600000961", "+34600000962"


def the_number_of_a_linked_contact_now_belongs_to_another_patient():
    for second_consents in (False, True):
        with clinic({}) as c:
            first, moved, added = [step["put"] for step in INPUT["steps"] if "put" in step]
            known(c, first)
            filed_for(c, "q-old")
            c.ehr.put(moved)
            c.ehr.put(added)
            if second_consents:
                c.ehr.put(b.consent_for("q-new"))
            changed(c)
            row = c.bridge.end_of(c.says(NUMBER, "I am Bruno, new patient"))
            assert row["patient"] != "Patient/q-old" or row["progress"] != "filed", row
            assert row["progress"] == "held" or (row["progress"], row["patient"]) == ("filed", "Patient/q-new"), row
            assert "I am Bruno, new patient" not in c.ehr.records.texts("Patient/q-old")


UNPROVED = ("patient-unresolved", "number-moved", "patient-inactive")


def the_number_is_shared_by_two_patients_now():
    with clinic({"q-old": NUMBER}) as c:
        filed_for(c, "q-old")
        known(c, person("q-child", NUMBER))
        changed(c)
        held(c, *UNPROVED)


def nobody_has_the_number_any_more():
    with clinic({"q-old": NUMBER}) as c:
        filed_for(c, "q-old")
        c.ehr.put(person("q-old", OTHER))
        changed(c)
        held(c, *UNPROVED)


def the_patient_is_deleted():
    with clinic({"q-old": NUMBER}) as c:
        filed_for(c, "q-old")
        c.ehr.records.delete("Patient/q-old")
        changed(c)
        held(c, *UNPROVED)


def the_number_is_a_practitioners_now():
    with clinic({"q-old": NUMBER}) as c:
        filed_for(c, "q-old")
        c.ehr.put(person("q-doctor", NUMBER, "Practitioner"))
        changed(c)
        held(c, "staff-number")
        c.ehr.put(person("q-old", OTHER))
        changed(c)
        held(c, "staff-number")


def all_of_it_one_after_another():
    """As the promise tells it: moved, then shared, then deleted, then a practitioner's."""
    with clinic({"q-old": NUMBER}) as c:
        filed_for(c, "q-old")
        c.ehr.put(person("q-old", OTHER))
        c.ehr.put(person("q-new", NUMBER))  # without a consent: nothing may be filed for them either
        changed(c)
        held(c)
        c.ehr.put(person("q-third", NUMBER))
        c.ehr.put(b.consent_for("q-new"))
        c.ehr.put(b.consent_for("q-third"))
        changed(c)
        held(c, *UNPROVED)
        for name in ("q-new", "q-third"):
            c.ehr.put(person(name, OTHER))
        changed(c)
        held(c, *UNPROVED)
        c.ehr.put(person("q-doctor", NUMBER, "Practitioner"))
        changed(c)
        held(c, "staff-number")


def known(c, patient):
    c.ehr.put(patient)
    c.ehr.put(b.consent_for(patient["id"]))


def filed_for(c, patient):
    row = c.bridge.end_of(c.says(NUMBER, "I am Ana"))
    assert (row["progress"], row["patient"]) == ("filed", f"Patient/{patient}"), row


def changed(c):
    """The EHR's people changed; what was remembered in memory may not count any more."""
    if WHOLE:
        time.sleep(65)
    else:
        assert c.bridge.stop() == 0
        c.bridge.start()


def held(c, *reasons):
    before = len(c.ehr.records.current("Communication"))
    row = c.bridge.end_of(c.says(NUMBER, "who am I?"))
    assert row["progress"] == "held", row
    assert not reasons or row["reason"] in reasons, row
    assert len(c.ehr.records.current("Communication")) == before


if __name__ == "__main__":
    run(the_number_of_a_linked_contact_now_belongs_to_another_patient, the_number_is_shared_by_two_patients_now, nobody_has_the_number_any_more,
        the_patient_is_deleted, the_number_is_a_practitioners_now, all_of_it_one_after_another)
