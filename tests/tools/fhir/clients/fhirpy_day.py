"""fhirpy against a server: create, get_or_create, search with pages, update, a transaction, refusals as its exceptions."""
import sys

from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound

client = SyncFHIRClient(sys.argv[1])
IDENTIFIER = "urn:fhirpy|1"


def refused(step):
    try:
        step()
    except OperationOutcome:
        return True
    return False


patient = client.resource("Patient", name=[{"family": "Kafka", "given": ["Ana"]}], identifier=[{"system": "urn:fhirpy", "value": "1"}])
patient.save()
assert patient.id and patient["meta"]["versionId"] == "1", patient
assert client.resources("Patient").search(name="kafka").first().id == patient.id
assert client.resources("Patient").search(identifier=IDENTIFIER).get().id == patient.id
patient["active"] = True
patient.save()
assert client.reference("Patient", patient.id).to_resource()["meta"]["versionId"] == "2"
for number in range(7):
    client.resource("Communication", status="completed", subject=patient.to_reference(), sent=f"2026-03-0{number + 1}").save()
messages = client.resources("Communication").search(patient=patient.to_reference()).sort("-sent").limit(3)
assert [m["sent"] for m in messages.fetch_all()] == [f"2026-03-0{n}" for n in range(7, 0, -1)]
assert messages.fetch_raw().total == 7  # count() sends a parameter that is no FHIR
# Its get_or_create puts the condition into the address: refused, never doubled.
again = client.resource("Patient", identifier=[{"system": "urn:fhirpy", "value": "1"}])
assert refused(lambda: client.resources("Patient").search(identifier=IDENTIFIER).get_or_create(again))
assert client.resources("Patient").search(identifier=IDENTIFIER).fetch_raw().total == 1
assert refused(lambda: client.resources("Patient").search(shoe="42").fetch())
assert refused(lambda: client.resource("Communication", status="completed", subject={"reference": "Patient/nobody"}).save())
try:
    client.reference("Patient", "nobody").to_resource()
    raise AssertionError("found nobody")
except ResourceNotFound:
    pass
print("fhirpy: done")
