"""A FHIR R4 server whose behaviour a test scripts: resources in memory (records.py), switchable manners
(manners.py), every request written down. Real sockets on a port of its own.

    with FhirServer() as ehr:
        ehr.put({...})
        with ehr.having(manners.slow(2)):
            ...
        ehr.calls("POST", "")           # what came, in order
"""
import base64
import contextlib
import http.server
import json
import pathlib
import threading
import time
import urllib.parse

from servers.records import Records, Refused, outcome

JSON = "application/fhir+json;charset=UTF-8"


class Drop(Exception):
    """The connection is closed without an answer."""


class Reply:
    def __init__(self, status, body=b"", headers=None):
        self.status = status
        self.headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            self.headers.setdefault("Content-Type", JSON)
            body = json.dumps(body).encode()
        self.body = body if isinstance(body, bytes) else body.encode()

    @property
    def json(self):
        return json.loads(self.body)


class Call:
    """One request as it came, and later how it was answered."""

    def __init__(self, method, path, query, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.query = urllib.parse.parse_qsl(query, keep_blank_values=True)
        self.raw_query = query
        self.at = time.monotonic()
        self.status = None  # None: no answer was sent
        self.answer = b""

    @property
    def type(self):
        return self.path.split("/")[0]

    @property
    def json(self):
        with contextlib.suppress(ValueError):
            found = json.loads(self.body or b"null")
            return found if isinstance(found, dict) else {}
        return {}

    @property
    def resources(self):
        """What it wants to write: the entries of a transaction, or the one body."""
        if self.method not in ("POST", "PUT") or self.path.endswith("_search"):
            return []
        if self.is_transaction:
            return [entry.get("resource", {}) for entry in self.json.get("entry", [])]
        return [self.json or {"resourceType": self.type}]

    @property
    def types(self):
        return {resource.get("resourceType") for resource in self.resources}

    @property
    def is_transaction(self):
        return self.method == "POST" and self.path == ""

    @property
    def is_search(self):
        return (self.method == "GET" and "/" not in self.path and self.path not in ("", "metadata")) or self.path.endswith("/_search")

    @property
    def parameters(self):
        """Of a search, by GET or by POST."""
        form = urllib.parse.parse_qsl(self.body.decode()) if self.path.endswith("/_search") else []
        return self.query + form


class FhirServer:
    def __init__(self, wire=None):
        """`wire`: a folder that gets every write as it came on the wire, one file each."""
        self.records = Records()
        self.manners = []
        self.seen = []
        self.lock = threading.Lock()
        self.open = set()  # connections
        self.wire = pathlib.Path(wire) if wire else None
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 120

            def log_message(self, *_):
                pass

            def any(self):
                server.serve(self)

            def setup(self):
                super().setup()
                server.open.add(self.connection)

            def finish(self):
                server.open.discard(self.connection)
                super().finish()
            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = any

        class Http(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                pass  # a client that went away
        self.Http, self.Handler = Http, Handler
        self.port = 0
        self.start()

    # --- life

    def start(self):
        """Again on the same port after stop()."""
        self.http = self.Http(("127.0.0.1", self.port), self.Handler)
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        return self

    def stop(self, break_connections=True):
        """Nobody listens any more, open connections break; what it knows stays. Without `break_connections` those that
        are open are served on, as an overloaded server does."""
        self.http.shutdown()
        self.http.server_close()
        for connection in list(self.open) if break_connections else ():
            with contextlib.suppress(OSError):
                connection.shutdown(2)
        self.thread.join()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}/fhir"

    # --- what a test says

    def put(self, resource):
        return self.records.put(resource)[1]

    @contextlib.contextmanager
    def having(self, *manners):
        """These manners first, until the end of the block."""
        self.manners = [*manners, *self.manners]
        try:
            yield self
        finally:
            self.manners = [one for one in self.manners if one not in manners]

    # --- what a test asks

    def calls(self, method=None, path=None, type=None):
        with self.lock:
            seen = list(self.seen)
        return [c for c in seen if (method is None or c.method == method) and (path is None or c.path == path)
                and (type is None or c.type == type)]

    def pushes_of(self, text):
        """Writes on the wire that carry these words."""
        return [c for c in self.calls() if c.method in ("POST", "PUT") and not c.is_search and text.encode() in c.body]

    # --- one request

    def serve(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length) if length else b""
        url = urllib.parse.urlsplit(handler.path)
        path = url.path[len("/fhir"):].strip("/") if url.path == "/fhir" or url.path.startswith("/fhir/") else None
        call = Call(handler.command, path if path is not None else url.path, url.query, handler.headers, body)
        with self.lock:
            self.seen.append(call)
            number = len(self.seen)
        try:
            reply = self.reply(call) if path is not None else Reply(404, "<html><body>no such page</body></html>", {"Content-Type": "text/html"})
        except Drop:
            handler.close_connection = True
            with contextlib.suppress(OSError):
                handler.connection.shutdown(2)
            return
        call.status, call.answer = reply.status, reply.body
        self._write_down(number, call)
        with contextlib.suppress(OSError):
            handler.send_response(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(reply.body)))
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(reply.body)

    def _write_down(self, number, call):
        if self.wire is None or call.method not in ("POST", "PUT") or call.is_search or not call.json:
            return
        self.wire.mkdir(parents=True, exist_ok=True)
        (self.wire / f"{number:06d}-{call.method}-{call.type or 'transaction'}.json").write_bytes(call.body)

    def reply(self, call):
        """Manners see the call first, the last of them the plain server."""
        manners = list(self.manners)

        def at(index):
            if index == len(manners):
                return lambda: self._plain(call)
            return lambda: manners[index](call, at(index + 1))
        return at(0)()

    def _plain(self, call):
        try:
            return self._answer(call)
        except Refused as no:
            return Reply(no.status, outcome("error", no.code, no.diagnostics))
        except (KeyError, TypeError, ValueError) as broken:
            return Reply(400, outcome("error", "invalid", f"cannot be read: {broken!r}"))

    def _answer(self, call):
        if call.path == "metadata":
            return Reply(200, self.capability())
        if call.is_transaction:
            return Reply(200, {"resourceType": "Bundle", "type": "transaction-response", "entry": self.records.transaction(call.json)})
        if call.is_search:
            return Reply(200, self.searchset(call, self.records.search(call.type, call.parameters)))
        if call.method in ("GET", "HEAD"):
            name = call.path.split("/_history/")[0]
            resource = self.records.get(name)
            if call.type == "Binary" and "fhir" not in call.headers.get("Accept", ""):
                return Reply(200, base64.b64decode(resource.get("data", "")), {"Content-Type": resource["contentType"]})
            return Reply(200, resource, {"ETag": f'W/"{resource["meta"]["versionId"]}"'})
        if call.method == "POST" and "/" not in call.path:
            status, stored = self.records.create(call.json, call.headers.get("If-None-Exist"))
            return self._stored(status, stored)
        if call.method == "PUT":
            status, stored = self.records.put(self._body(call), call.headers.get("If-Match"))
            return self._stored(status, stored)
        if call.method == "DELETE":
            self.records.delete(call.path)
            return Reply(204)
        return Reply(405, outcome("error", "not-supported", "not here"), {"Allow": "GET, POST, PUT"})

    def _body(self, call):
        if "json" in call.headers.get("Content-Type", ""):
            resource = json.loads(call.body)
            if f"{resource.get('resourceType')}/{resource.get('id')}" != call.path:
                raise Refused(400, "invalid", "the id of a PUT differs from its url")
            return resource
        binary = {"resourceType": "Binary", "id": call.path.split("/")[1], "contentType": call.headers["Content-Type"],
                  "data": base64.b64encode(call.body).decode()}
        if call.headers.get("X-Security-Context"):
            binary["securityContext"] = {"reference": call.headers["X-Security-Context"]}
        return binary

    def _stored(self, status, stored):
        where = f"{self.base}/{stored['resourceType']}/{stored['id']}/_history/{stored['meta']['versionId']}"
        return Reply(status, stored, {"Location": where, "ETag": f'W/"{stored["meta"]["versionId"]}"'})

    def searchset(self, call, found):
        url = f"{self.base}/{call.path}" + ("?" + call.raw_query if call.raw_query else "")
        return {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": [{"relation": "self", "url": url}],
                "entry": [{"fullUrl": f"{self.base}/{r['resourceType']}/{r['id']}", "resource": r, "search": {"mode": "match"}} for r in found]}

    def capability(self):
        interactions = [{"code": code} for code in ("read", "vread", "update", "create", "search-type", "history-instance", "delete")]
        types = ("Patient", "Practitioner", "RelatedPerson", "Organization", "Device", "Consent", "Communication", "DocumentReference", "Binary",
                 "Provenance", "Task", "Flag", "Appointment", "CommunicationRequest", "AuditEvent", "Group", "CareTeam", "PractitionerRole")
        return {"resourceType": "CapabilityStatement", "status": "active", "date": "2026-11-01", "kind": "instance", "fhirVersion": "4.0.1",
                "format": ["json"], "implementation": {"description": "scripted", "url": self.base},
                "rest": [{"mode": "server", "interaction": [{"code": "transaction"}, {"code": "batch"}],
                          "resource": [{"type": t, "interaction": interactions, "versioning": "versioned-update", "conditionalCreate": True,
                                        "conditionalUpdate": True, "updateCreate": True,
                                        "searchParam": [{"name": n, "type": k} for n, k in (("identifier", "token"), ("phone", "token"),
                                                                                           ("telecom", "token"), ("patient", "reference"))]}
                                       for t in types]}]}
