"""The media side of Meta's Graph API with files of the test's own: GET /graph/<id> tells where, /graph/download/<id>
gives the bytes. Only with the bearer token."""
import hashlib
import http.server
import json
import threading
import urllib.parse


class GraphServer:
    def __init__(self, token="e2e-access-token"):
        self.media = {}  # id -> (mime type, bytes, {members of the description that shall read otherwise})
        self.fetched = []
        self.open = threading.Event()  # cleared: downloads wait, so that a file comes after its message
        self.open.set()
        self.unwell = set()  # ids that are answered with 503
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                if self.path.split("?")[0].split("/")[-1] in server.unwell:
                    return self.send(503, {"error": {"message": "Service temporarily unavailable", "type": "OAuthException", "code": 2}})
                path = urllib.parse.urlsplit(self.path).path.removeprefix("/graph/")
                medium = server.media.get(path.removeprefix("download/"))
                if self.headers.get("Authorization") != f"Bearer {token}":
                    return self.send(401, {"error": {"message": "Error validating access token", "type": "OAuthException", "code": 190}})
                if medium is None:
                    return self.send(400, {"error": {"message": "Unsupported get request.", "type": "GraphMethodException", "code": 100, "error_subcode": 33}})
                mime, data, otherwise = medium
                if path.startswith("download/"):
                    server.open.wait(120)
                    server.fetched.append(path.removeprefix("download/"))
                    return self.send(200, data, mime)
                described = {"messaging_product": "whatsapp", "url": f"{server.base}/download/{path}", "mime_type": mime,
                             "sha256": hashlib.sha256(data).hexdigest(), "file_size": len(data), "id": path}
                return self.send(200, dict(described, **otherwise))

            def send(self, status, body, kind="application/json"):
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}/graph"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def add(self, media_id, data, mime="application/octet-stream", **otherwise):
        self.media[str(media_id)] = (mime, data, otherwise)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
