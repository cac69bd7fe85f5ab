#!/usr/bin/env python3
"""D4, D14: `check` tries what filing does, says what cannot be done, and takes back what it wrote."""
from clinic import clinic, run
from servers import manners
from servers.records import outcome

ANA = {"ana": "+34600000601"}


def refused(status, code="forbidden"):
    return manners.answers(status, outcome("error", code, "not here"))


def it_leaves_nothing_behind():
    with clinic(ANA) as c:
        before = {(kind, r["id"]) for kind in b_types() for r in c.ehr.records.all(kind)}
        assert c.bridge.ehr_faults() == [], c.bridge.ehr_faults()
        left = {(kind, r["id"], r.get("status")) for kind in b_types() for r in c.ehr.records.all(kind)
                if (kind, r["id"]) not in before and r.get("status") not in ("entered-in-error", "inactive")}
        assert not left, f"left behind: {left}"


def what_filing_needs_and_does_not_get_is_a_fault():
    cases = {
        "Consent search 403": manners.when(manners.searches("Consent"), refused(403)),
        "phone search 400": manners.phone_not_offered(),
        "Practitioner 403": manners.practitioner_forbidden(403, outcome("error", "forbidden", "insufficient scope")),
        "transactions 403": manners.when(lambda call: call.is_transaction, refused(403)),
        "Communication 422": manners.refuse(422, "Communication"),
        "DocumentReference 403": manners.refuse(403, "DocumentReference"),
        "a log-in page": manners.proxy_login_in_200({"type": "redirect", "status": 307, "location": "/fhir/__sign-in"}),
        "401": manners.unauthorized(),
    }
    silent = []
    with clinic(ANA) as c:
        for name, manner in cases.items():
            with c.ehr.having(manner):
                if not c.bridge.ehr_faults():
                    silent.append(name)
    assert not silent, f"check finds nothing wrong with: {silent}"


def a_server_of_another_fhir_version_is_refused_and_not_written_to():
    for version in ("5.0.0", "3.0.2", "4.3.0"):
        with clinic(ANA) as c:
            def other(call, ask, version=version):
                reply = ask()
                if call.path == "metadata":
                    return manners.Reply(200, dict(reply.json, fhirVersion=version))
                return reply
            with c.ehr.having(other):
                seen = len(c.ehr.calls())
                assert c.bridge.ehr_faults(), f"FHIR {version} passes for R4"
                written = [call for call in c.ehr.calls()[seen:] if manners.is_write(call)]
                assert not written, f"check wrote into a server of FHIR {version}: {[(w.method, w.path) for w in written]}"


def b_types():
    return ("Patient", "Practitioner", "Organization", "Device", "Consent", "Communication", "DocumentReference", "Binary", "Provenance", "Task")


if __name__ == "__main__":
    run(it_leaves_nothing_behind, what_filing_needs_and_does_not_get_is_a_fault, a_server_of_another_fhir_version_is_refused_and_not_written_to)
