"""A recording proxy before a real FHIR server: every write is kept exactly as it left the bridge."""
import http.client
import http.server
import pathlib
import threading
import urllib.parse


class Wire:
    def __init__(self, target, folder):
        """`target`: the base of the real server; `folder` gets a file for each JSON body that is written."""
        to = urllib.parse.urlsplit(target)
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.answers = []  # (method, path, status)
        self.lock = threading.Lock()
        wire = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path = to.path + self.path.removeprefix("/fhir")
                behind = http.client.HTTPConnection(to.hostname, to.port, timeout=120)
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("connection", "content-length", "accept-encoding")}
                # Links and locations of the answer bear the name that the bridge knows.
                behind.request(self.command, path, body or None, headers)
                answer = behind.getresponse()
                data = answer.read()
                behind.close()
                wire.note(self.command, self.path, self.headers.get("Content-Type", ""), body, answer.status)
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = any
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}/fhir"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def note(self, method, path, kind, body, status):
        with self.lock:
            self.answers.append((method, path.split("?")[0], status))
            if method in ("POST", "PUT") and "json" in kind and not path.split("?")[0].endswith("/_search"):
                (self.folder / f"{len(self.answers):05d}-{status}.json").write_bytes(body)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
