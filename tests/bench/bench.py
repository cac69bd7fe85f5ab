"""What the benches share: tools built once, servers started and stopped by pid, medians."""
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests/e2e"))
import bridge  # noqa: E402

TOOLS = TOP / "tests/tools/bench"
BUILT = TOP / "build/bench"


def build(source, name, *libraries):
    """The measuring tool of that source, compiled once."""
    BUILT.mkdir(parents=True, exist_ok=True)
    target = BUILT / name
    if not target.exists() or target.stat().st_mtime < (TOOLS / source).stat().st_mtime:
        compiler = ["gcc", "-O2"] if source.endswith(".c") else ["g++", "-O2", "-std=c++20"]
        subprocess.run([*compiler, str(TOOLS / source), "-o", str(target), *libraries], check=True,
                       stderr=subprocess.DEVNULL)
    return target


OLD = "87b447c"  # version 0.1.0: what «before» means


def old_program(given=None):
    """The program of before: the given one, else 0.1.0 from the tree's history, built once in the tools cache."""
    if given:
        return pathlib.Path(given).resolve()
    cache = pathlib.Path(os.environ.get("CHARTBRIDGE_TOOLS_DIR", pathlib.Path.home() / ".cache/chartbridge-tools"))
    home = cache / "chartbridge-0.1.0"
    program = home / "build/release/chartbridge"
    if not program.exists():
        print("building version 0.1.0 for comparison (about 7 minutes on two cores, once)", flush=True)
        home.mkdir(parents=True, exist_ok=True)
        archive = subprocess.run(["git", "-C", str(TOP), "archive", OLD], check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", str(home)], input=archive, check=True)
        subprocess.run(["nice", str(home / "script/setup")], check=True, stdout=subprocess.DEVNULL)
    return program


class Sink:
    """The FHIR server that answers at once (tests/tools/bench/sink.cpp)."""

    def __init__(self):
        self.process = subprocess.Popen([str(build("sink.cpp", "sink"))], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])
        self.base = f"http://127.0.0.1:{self.port}/fhir"

    def filed(self):
        return int(bridge.request("GET", self.base + "/filed")[2])

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def whload(port, path, seconds, warm=1, **options):
    """One run of the load generator; its figures by name."""
    tool = build("whload.cpp", "whload", "-lcrypto")
    command = [str(tool), "-p", str(port), "-u", path, "-d", str(seconds), "-w", str(warm)]
    for name, value in options.items():
        command += [f"-{name}", str(value)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", out.splitlines()[0])}


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_megabytes(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def median(values):
    return statistics.median(values) if values else float("nan")


def spread(values, digits=0):
    return f"{median(values):.{digits}f} [{min(values):.{digits}f}-{max(values):.{digits}f}]"


class Nginx:
    """nginx that reads a body and answers 200: what HTTP alone costs here."""

    def __init__(self, folder):
        self.port = bridge.free_port()
        config = folder / "nginx.conf"
        module = "/usr/lib/nginx/modules/ngx_http_echo_module.so"
        config.write_text(f"""load_module {module};
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.err crit;
events {{ worker_connections 4096; }}
http {{ access_log off; client_body_buffer_size 64k; client_body_temp_path {folder}/nginx-body; keepalive_requests 10000000;
  server {{ listen 127.0.0.1:{self.port} backlog=4096; location / {{ echo_read_request_body; return 200 ""; }} }} }}
""")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL)
        bridge.wait_for("nginx", lambda: answers(self.port))

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Node:
    """express + pg, one INSERT per webhook: what is usually built."""

    def __init__(self, folder, postgres):
        self.port = bridge.free_port()
        home = BUILT / "node-baseline"
        if not (home / "node_modules").exists():
            shutil.copytree(TOOLS / "node-baseline", home, dirs_exist_ok=True)
            subprocess.run(["npm", "install", "--no-fund", "--no-audit", "--loglevel=error"], cwd=home, check=True)
        environment = dict(os.environ, PORT=str(self.port), PGPORT=str(postgres.port), PGUSER="chartbridge", PGDATABASE="perf")
        psql = [str(postgres.bin / "psql"), "-h", "127.0.0.1", "-p", str(postgres.port), "-U", "chartbridge", "-q"]
        postgres.create("perf")
        subprocess.run([*psql, "-d", "perf", "-f", str(TOOLS / "pg_schema.sql")], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen(["node", "server.js"], cwd=home, env=environment)
        bridge.wait_for("the Node baseline", lambda: answers(self.port))

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def answers(port):
    try:
        bridge.request("GET", f"http://127.0.0.1:{port}/", timeout=1)
        return True
    except OSError:
        return False


def perf_bridge(folder, store):
    """A chartbridge that takes what whload sends. Nothing can be filed: the patients do not exist."""
    one = bridge.Bridge(folder, store=store)
    (one.folder / "app.secret").write_text("perf-app-secret\n")
    one.config.write_text(one.config.read_text().replace(bridge.PHONE_NUMBER_ID, "106540352242922"))
    return one


def ratio(name, figure):
    """The line that acceptance reads."""
    print(f"ratio {name} {figure:.2f}", flush=True)


def save(name, figures):
    BUILT.mkdir(parents=True, exist_ok=True)
    (BUILT / f"{name}.json").write_text(json.dumps(figures, indent=1))
