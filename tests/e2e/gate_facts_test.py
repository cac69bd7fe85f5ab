#!/usr/bin/env python3
"""B1, B2, B4 in `serve`: every fact that the rules read reaches the gate, and `consent status` says what the gate says."""
import json

import bridge as b
from clinic import clinic, run

PATIENTS = {"ana": "+972555810001"}
IDENTIFIER = {"system": "https://clinic.example/sites", "value": "7"}


def agrees(c, name, *ends):
    """How the message ended is one of `ends`, and the status of its patient says so."""
    found = c.bridge.end_of(name)
    assert (found["progress"], found["reason"]) in ends, (found["progress"], found["reason"])
    status = json.loads(c.bridge.cli("consent", "status", "--patient", "Patient/ana", "--json", check=True).stdout)
    said = status["decision"]
    gate = [one for one in c.bridge.explain(found["key"])["decisions"] if one["part"] == "message"][-1]
    assert (said["decision"], said["reason"]) == (gate["decision"], gate["reason"]), (said, gate)


def the_clinic_is_known_by_its_identifier():
    with clinic(PATIENTS) as c:
        c.ehr.put({"resourceType": "Organization", "id": "clinic", "name": "Clinic", "identifier": [IDENTIFIER]})
        consent = b.consent_for("ana")
        for provision in consent["provision"]["provision"]:
            provision["actor"][0]["reference"] = {"identifier": IDENTIFIER}
        c.ehr.put(consent)
        agrees(c, c.says("ana", "hello"), ("filed", None))


def a_record_that_may_be_the_same_person_denies():
    with clinic(PATIENTS) as c:
        c.ehr.put({"resourceType": "Patient", "id": "ana-too", "active": True, "link": [{"other": {"reference": "Patient/ana"}, "type": "seealso"}]})
        deny = b.consent_for("ana-too")
        for provision in deny["provision"]["provision"]:
            provision["type"] = "deny"
        deny["provision"]["type"] = "permit"
        c.ehr.put(deny)
        agrees(c, c.says("ana", "hello"), ("dropped", "denied-by-consent"))


def a_group_is_known_by_its_members():
    with clinic(PATIENTS) as c:
        c.ehr.put({"resourceType": "Group", "id": "sites", "type": "practitioner", "actual": True,
                   "member": [{"entity": {"reference": "Organization/clinic"}}]})
        consent = b.consent_for("ana")
        for provision in consent["provision"]["provision"]:
            provision["actor"][0]["reference"] = {"reference": "Group/sites"}
        c.ehr.put(consent)
        agrees(c, c.says("ana", "hello"), ("filed", None))


run(the_clinic_is_known_by_its_identifier, a_record_that_may_be_the_same_person_denies, a_group_is_known_by_its_members)
