#!/usr/bin/env python3
"""The image is built as its Dockerfile says (buildah, on a bootstrapped Debian), starts without root and documents
a message. Skipped, aloud, where no image can be built. usage: image_test.py PROGRAM"""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests/e2e"))
import bridge as b  # noqa: E402

CACHE = pathlib.Path(os.environ.get("CHARTBRIDGE_TOOLS_DIR", pathlib.Path.home() / ".cache/chartbridge-tools"))
UID = "10001"


class Builder:
    """buildah with storage of its own, so that nothing of the machine's is touched."""

    def __init__(self, folder):
        self.command = ["buildah", "--storage-driver", "vfs", "--root", str(folder / "root"), "--runroot", str(folder / "run")]

    def __call__(self, *arguments, **options):
        return subprocess.run([*self.command, *arguments], check=True, text=True, **options)


def bootstrapped_base():
    """The folder of a Debian 12, made once."""
    base = CACHE / "debian-12"
    if not base.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(["mmdebstrap", "--variant=apt", "--format=directory", "bookworm", f"{base}.new"], stderr=subprocess.PIPE, text=True)
        if made.returncode != 0:
            b.skip("no Debian can be bootstrapped here (is the registry out of reach?)")
        os.rename(f"{base}.new", base)
    return base


def build(builder, folder, program):
    context = folder / "context"
    for name in ("Dockerfile", "script/packages-run.txt"):
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TOP / name, context / name)
    (context / "build/release").mkdir(parents=True)
    shutil.copy(program, context / "build/release/chartbridge")
    builder("from", "--name", "base", "scratch", stdout=subprocess.DEVNULL)
    builder("add", "base", str(bootstrapped_base()), "/", stdout=subprocess.DEVNULL)
    builder("commit", "--rm", "base", "localhost/base", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    log = folder / "build.log"
    with open(log, "w") as out:
        try:
            builder("build", "--isolation", "chroot", "--network", "host", "--format", "docker", "--build-arg", "BASE=localhost/base",
                    "--build-arg", "PROGRAM=prebuilt", "-t", "localhost/chartbridge", str(context), stdout=out, stderr=subprocess.STDOUT)
        except subprocess.CalledProcessError:
            raise AssertionError("the image is not built:\n" + log.read_text()[-2000:]) from None


def inspect(builder):
    config = json.loads(builder("inspect", "--type", "image", "localhost/chartbridge", stdout=subprocess.PIPE).stdout)["Docker"]["config"]
    assert config["User"] == UID, config
    assert config["Healthcheck"]["Test"] == ["CMD", "chartbridge", "ready"], config
    assert config["Entrypoint"] == ["chartbridge"] and config["Cmd"] == ["serve"], config


def run(builder, folder):
    data = folder / "data"
    data.mkdir()
    os.chown(data, int(UID), int(UID))
    builder("from", "--name", "bridge", "localhost/chartbridge", stdout=subprocess.DEVNULL)
    port = b.free_port()
    inside = [*builder.command, "run", "--isolation", "chroot", "--user", UID, "-v", f"{data}:/var/lib/chartbridge",
              "--env", "CHARTBRIDGE_TEST_PACE=0", "bridge", "--"]
    said = subprocess.run([*inside, "id", "-u"], capture_output=True, text=True, check=True).stdout
    assert said.strip() == UID, said
    written = subprocess.run([*inside, "sh", "-c", "touch /usr/local/bin/x || touch /etc/x"], capture_output=True)
    assert written.returncode != 0, "it can write outside its volume"
    subprocess.run([*inside, "chartbridge", "demo", "prepare", "--port", str(port)], check=True, stdout=subprocess.DEVNULL)
    told = folder / "told.txt"
    with open(told, "wb") as out:
        serve = subprocess.Popen([*inside, "chartbridge", "serve", "--demo"], stdout=out, stderr=subprocess.STDOUT)
    try:
        def over():
            assert serve.poll() is None, told.read_text()[-3000:]
            return "clinic day is over" in told.read_text()
        b.wait_for("the clinic day to be over", over, patience=300)
        assert "as scripted" in told.read_text(), told.read_text()[-2000:]
        subprocess.run([*inside, "chartbridge", "ready"], check=True, stdout=subprocess.DEVNULL)
        rows = [json.loads(line) for line in subprocess.run([*inside, "chartbridge", "messages", "list", "--json"], capture_output=True,
                                                            check=True).stdout.splitlines()]
        assert any(row["progress"] == "filed" for row in rows), rows
    finally:
        stop(serve.pid)
        serve.wait(60)
    print(f"image: starts as user {UID}, {sum(row['progress'] == 'filed' for row in rows)} messages documented")


def stop(process):
    """Asks the service at the end of this chain of processes to stop, as `docker stop` would."""
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            children.setdefault(int(stat.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(stat.parent.name))
    leaf = process
    while children.get(leaf):
        leaf = children[leaf][0]
    if leaf != process:
        os.kill(leaf, 15)


def main():
    for tool in ("buildah", "mmdebstrap"):
        if not shutil.which(tool):
            b.skip(f"{tool} is not installed")
    if os.getuid() != 0:
        b.skip("building an image in a chroot needs root")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        builder = Builder(folder)
        build(builder, folder, sys.argv[1] if len(sys.argv) > 1 else b.PROGRAM)
        inspect(builder)
        run(builder, folder)
        builder("rm", "--all", stdout=subprocess.DEVNULL)


main()
