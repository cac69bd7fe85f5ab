#!/usr/bin/env python3
"""hardening.py notices each protection that is missing: a small program is built without it."""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from hardening import missing  # noqa: E402

SOURCE = """
#include <cstdio>
#include <cstring>
__attribute__((noinline)) int Large(const char* text) {
  volatile char room[20000];
  char copy[16];
  std::memcpy(copy, text, std::strlen(text));
  room[std::strlen(copy)] = copy[0];
  return room[std::strlen(copy)];
}
int main(int count, char** words) { return Large(words[count - 1]) + std::printf("%s", words[0]); }
"""
COMPILE = {"-fPIE": "-fno-pie", "-fstack-protector-strong": "-fno-stack-protector",
           "-fstack-clash-protection": "-fno-stack-clash-protection", "-D_FORTIFY_SOURCE=2": "-U_FORTIFY_SOURCE",
           "-fcf-protection=full": "-fcf-protection=none"}
LINK = {"-pie": "-no-pie", "-Wl,-z,relro": "-Wl,-z,norelro", "-Wl,-z,now": "-Wl,-z,lazy",
        "-Wl,-z,noexecstack": "-Wl,-z,execstack"}
WORDS = {"-fPIE": "-pie", "-pie": "-pie", "-fstack-protector-strong": "-fstack-protector", "-D_FORTIFY_SOURCE=2": "FORTIFY",
         "-fstack-clash-protection": "stack-clash", "-fcf-protection=full": "-fcf-protection",
         "-Wl,-z,relro": "relro", "-Wl,-z,now": "-z now", "-Wl,-z,noexecstack": "noexecstack"}


def build(folder, without=None):
    flags = dict(COMPILE, **LINK)
    chosen = [off if on == without or (without in ("-fPIE", "-pie") and on in ("-fPIE", "-pie")) else on
              for on, off in flags.items()]
    source = pathlib.Path(folder) / "small.cpp"
    source.write_text(SOURCE)
    program = str(pathlib.Path(folder) / "small")
    subprocess.run(["g++", "-O2", "-w", "-U_FORTIFY_SOURCE", *chosen, str(source), "-o", program], check=True)
    return list(missing(program))


with tempfile.TemporaryDirectory() as folder:
    faults = build(folder)
    if faults:
        sys.exit(f"a program with everything: {faults}")
    for flag in dict(COMPILE, **LINK):
        found = build(folder, flag)
        if not any(WORDS[flag] in fault for fault in found):
            sys.exit(f"without {flag}: nothing noticed but {found}")
print("hardening: every missing protection is noticed")
