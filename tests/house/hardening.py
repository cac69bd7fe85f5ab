#!/usr/bin/env python3
"""hardening.py PROGRAM: fails when one of the release's protections is missing (findings G11).

Read with readelf and objdump (binutils), so that it says what the program has, not what the build
files meant."""
import re
import subprocess
import sys

ENDBR64 = "endbr64"
BTI = re.compile(r"\b(bti|paciasp)\b")


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def missing(program):
    header = said("readelf", "-hW", program)
    segments = said("readelf", "-lW", program)
    dynamic = said("readelf", "-dW", program)
    symbols = said("readelf", "--dyn-syms", "-W", program)
    if "DYN" not in header.split("Type:")[1].splitlines()[0] or not re.search(r"FLAGS_1\).*\bPIE\b", dynamic):
        yield "a position-independent executable (-pie)"
    if "GNU_RELRO" not in segments:
        yield "read-only relocations (-z relro)"
    if not re.search(r"BIND_NOW|FLAGS_1\).*\bNOW\b", dynamic):
        yield "relocations that are bound at the start (-z now)"
    stack = re.search(r"GNU_STACK.*", segments)
    if not stack or "E" in re.findall(r"\b[RWE ]{2,3}\b", stack.group())[-1]:
        yield "a stack that is not executed (-z noexecstack)"
    if "__stack_chk_fail" not in symbols:
        yield "the stack protector (-fstack-protector-strong)"
    if not re.search(r"__(memcpy|memmove|memset|snprintf|vsnprintf|read|recv|strcpy|strncpy|fprintf|printf|poll)_chk", symbols):
        yield "checked library calls (-D_FORTIFY_SOURCE=2)"
    if re.search(r"\b(RPATH|RUNPATH)\b", dynamic):
        yield "no path of the build for libraries (RPATH)"
    # Debian's start files carry no mark of it, so the linker drops the mark of the whole program:
    # its own code is looked at.
    code = said("objdump", "-d", "--no-show-raw-insn", "--disassemble=main", program)
    if ENDBR64 not in code and not BTI.search(code):
        yield "checked jump targets (-fcf-protection)"
    if "X86-64" in header and not re.search(r"or[ql]\s+\$0x0,.*\(%rsp\)", said(
            "objdump", "-d", "--no-show-raw-insn", program)):
        yield "large frames touched page by page (-fstack-clash-protection)"


if __name__ == "__main__":
    faults = list(missing(sys.argv[1]))
    for fault in faults:
        print(f"{sys.argv[1]}: without {fault}")
    print("hardening: " + ("faults" if faults else "all there"))
    sys.exit(1 if faults else 0)
