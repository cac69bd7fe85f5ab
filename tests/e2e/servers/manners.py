"""Manners of the scripted FHIR server: each is a function of (call, ask) that answers itself or asks the next.
Each stands for servers and gateways that were met; the comments name the finding that it came from."""
import gzip
import json
import threading
import time

from servers.fhir_server import Drop, JSON, Reply
from servers.records import outcome


def when(condition, manner):
    """The manner for the calls that the condition takes; the rest goes on."""
    return lambda call, ask: manner(call, ask) if condition(call) else ask()


def first(count, manner):
    """The manner for the first so many calls it sees."""
    left, lock = [count], threading.Lock()

    def counted(call, ask):
        with lock:
            mine = left[0] > 0
            left[0] -= mine
        return manner(call, ask) if mine else ask()
    return counted


def answers(status, body, headers=None):
    return lambda call, ask: Reply(status, body, headers)


def is_write(call):
    return call.method in ("POST", "PUT", "DELETE", "PATCH") and not call.is_search


def writes_type(*kinds):
    return lambda call: bool(set(kinds) & call.types)


def says(text):
    """Calls whose body has these words."""
    return lambda call: text.encode() in call.body


def searches(kind):
    return lambda call: call.is_search and call.type == kind


def by_phone(*kinds):
    return lambda call: call.is_search and call.type in kinds and any(n in ("phone", "telecom") for n, _ in call.parameters)


# --- time

def slow(seconds):
    """Every call takes this long before anything is done (D12)."""
    def manner(call, ask):
        time.sleep(seconds)
        return ask()
    return manner


def slow_after(seconds):
    """It is done at once, the answer comes late."""
    def manner(call, ask):
        reply = ask()
        time.sleep(seconds)
        return reply
    return manner


def gate(event):
    """Waits until the test lets it go on."""
    def manner(call, ask):
        event.wait(120)
        return ask()
    return manner


# --- gateways and refusals

def retry_after(seconds, status=429):
    """D10."""
    return answers(status, outcome("error", "throttled", "too many requests"), {"Retry-After": str(seconds)})


def gateway(status):
    """A page of something that is no FHIR server: 404 while it is rolled out, 200 for a log-in form (D11, D6)."""
    return answers(status, "<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>no route</h1></body></html>",
                   {"Content-Type": "text/html; charset=utf-8"})


def unauthorized():
    """The password is dead. `server.calls()` says how often it was tried (D11)."""
    return answers(401, outcome("error", "login", "bad credentials"), {"WWW-Authenticate": 'Basic realm="ehr"'})


def refuse(status, *kinds, code="processing", diagnostics="this is not taken here"):
    """Writes of these types, alone or inside a transaction (D9)."""
    return when(writes_type(*kinds), answers(status, outcome("error", code, diagnostics)))


def refuse_large(status, more_than):
    return when(lambda call: is_write(call) and len(call.body) > more_than, answers(status, outcome("error", "too-long", "too large")))


def fails(status):
    return answers(status, outcome("fatal", "exception", "NullPointerException"))


def gone():
    """The connection is closed at once, nothing is done."""
    def manner(call, ask):
        raise Drop
    return manner


def lost_answer():
    """It is done, and the answer is lost."""
    def manner(call, ask):
        ask()
        raise Drop
    return manner


def half_done(server, *refused_kinds):
    """Takes a transaction for a batch: answers a batch-response in which entries of these types are refused and the
    rest stands (D1)."""
    def manner(call, ask):
        if not call.is_transaction or not set(refused_kinds) & call.types:
            return ask()
        entries = server.records.transaction(call.json, only=lambda entry: entry["resource"]["resourceType"] not in refused_kinds)
        return Reply(200, {"resourceType": "Bundle", "type": "batch-response", "entry": entries})
    return manner


# --- tests/fixtures/findings: what servers were seen to answer

def bom_before_json(call, ask):
    """D7."""
    reply = ask()
    if reply.body and "json" in reply.headers.get("Content-Type", ""):
        reply.body = b"\xef\xbb\xbf" + reply.body
    return reply


def gzip_unasked(call, ask):
    """RFC 9110 12.5.3: without Accept-Encoding any coding may come (D7)."""
    reply = ask()
    accepted = call.headers.get("Accept-Encoding")
    if reply.body and (accepted is None or "gzip" in accepted):
        reply.body = gzip.compress(reply.body)
        reply.headers["Content-Encoding"] = "gzip"
    return reply


def gzip_always(call, ask):
    """Compresses whatever was asked for."""
    reply = ask()
    if reply.body:
        reply.body = gzip.compress(reply.body)
        reply.headers["Content-Encoding"] = "gzip"
    return reply


def entry_304_for_existing(call, ask):
    """D5."""
    reply = ask()
    if call.is_transaction and reply.status == 200:
        bundle = reply.json
        for entry in bundle.get("entry", []):
            if entry["response"]["status"].startswith("200"):
                entry["response"]["status"] = "304 Not Modified"
        return Reply(200, bundle)
    return reply


def outcome_error_in_200(body):
    """Every transaction is refused with HTTP 200 (D6)."""
    return when(lambda call: call.is_transaction, answers(200, body))


def proxy_login_in_200(body):
    """D6."""
    return answers(200, json.dumps(body), {"Content-Type": "application/json"})


def no_update_as_create(server, status, body):
    """A PUT of an id that does not exist is refused, alone and in a transaction (D4)."""
    def creates_by_put(call):
        names = [entry["request"]["url"] for entry in call.json.get("entry", []) if entry.get("request", {}).get("method") == "PUT"] \
            if call.is_transaction else ([call.path] if call.method == "PUT" else [])
        return any(name.split("?")[0] not in server.records.versions for name in names)

    def manner(call, ask):
        if creates_by_put(call):
            return Reply(status, body)
        reply = ask()
        if call.path == "metadata":
            statement = reply.json
            for resource in statement["rest"][0]["resource"]:
                resource["updateCreate"] = False
            return Reply(200, statement)
        return reply
    return manner


def single_value_only(status, body):
    """phone and telecom may be given once and with one value (D2)."""
    def many(call):
        values = [value for name, value in call.parameters if name in ("phone", "telecom")]
        return call.is_search and (len(values) > 1 or any("," in value for value in values))
    return when(many, answers(status, body))


def phone_not_offered():
    """No search by phone or telecom at all (D2)."""
    return when(by_phone("Patient", "Practitioner"),
                answers(400, outcome("error", "not-supported", "search parameter phone is not supported by this server")))


def practitioner_forbidden(status, body):
    """D2."""
    return when(lambda call: call.type == "Practitioner", answers(status, body))


def total_counts_outcome(call, ask):
    """D2: total is one more than the matches, and a note of the server rides along."""
    reply = ask()
    if call.is_search and reply.status == 200:
        bundle = reply.json
        bundle["total"] = len(bundle["entry"]) + 1
        bundle["entry"].append({"search": {"mode": "outcome"}, "resource": outcome("information", "informational", "some parameter was ignored")})
        return Reply(200, bundle)
    return reply


def second_page(link, rest):
    """Patient searches come in two pages; the link to the second is `link`, which names the server otherwise (D3).
    `rest` is what identifies the second page in its query."""
    def manner(call, ask):
        if not (call.is_search and call.type == "Patient"):
            return ask()
        if rest in call.raw_query:
            return Reply(200, {"resourceType": "Bundle", "type": "searchset", "entry": manner.kept})
        reply = ask()
        bundle = reply.json
        if reply.status != 200 or not bundle["entry"]:
            return reply
        manner.kept, bundle["entry"] = bundle["entry"], []
        bundle["link"].append({"relation": "next", "url": link})
        return Reply(200, bundle)
    manner.kept = []
    return manner


def incomplete(kind, code="incomplete"):
    """A searchset with a warning that it is not all (B2)."""
    def manner(call, ask):
        reply = ask()
        if call.is_search and call.type == kind and reply.status == 200:
            bundle = reply.json
            bundle["entry"].append({"search": {"mode": "outcome"}, "resource": outcome("warning", code, "one source did not answer")})
            return Reply(200, bundle)
        return reply
    return manner


__all__ = [name for name in dir() if not name.startswith("_")] + ["JSON"]
