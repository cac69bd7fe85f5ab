#!/usr/bin/env python3
"""The compose file is valid for Debian's docker-compose 1.29 and for the parser of docker compose v2. What cannot be
had is skipped, aloud. usage: compose_test.py v1|v2"""
import os
import pathlib
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77
SERVICES = {"prepare", "postgres", "bridge", "hapi", "proxy"}


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIPPED)


def main():
    if sys.argv[1] == "v1":
        if not shutil.which("docker-compose"):
            skip("docker-compose is not installed")
        found = subprocess.run(["docker-compose", "-f", str(TOP / "docker-compose.yml"), "config", "--services"], capture_output=True, text=True)
    else:
        if not shutil.which("go"):
            skip("Go is not installed: the parser of docker compose v2 cannot be had")
        environment = dict(os.environ, GOFLAGS="-mod=readonly", GOTOOLCHAIN="local")
        here = TOP / "tests/stack/compose-v2"
        if subprocess.run(["go", "mod", "download"], cwd=here, env=environment, capture_output=True).returncode != 0:
            skip("compose-go cannot be had (is the registry out of reach, or Go older than 1.23?)")
        found = subprocess.run(["go", "run", ".", str(TOP / "docker-compose.yml")], cwd=here, env=environment, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr[-2000:]
    services = set(found.stdout.replace("[", " ").replace("]", " ").split())
    assert services == SERVICES, services
    print(f"compose {sys.argv[1]}: {len(services)} services")


main()
