#!/usr/bin/env python3
"""embed.py NAME HEADER SOURCE BASE FILE…: files as C++ data.

The header declares `const embedded::File* Find(path)` and `All()` in chartbridge::embedded::NAME;
paths are relative to BASE."""
import os
import sys

name, header, source, base, *files = sys.argv[1:]
os.makedirs(os.path.dirname(header), exist_ok=True)


def literal(data):
    out = []
    for start in range(0, len(data), 48):
        chunk = data[start:start + 48]
        out.append('"' + "".join(f"\\{b:03o}" for b in chunk) + '"')
    return "\n".join(out) or '""'


with open(header, "w") as h:
    h.write(f"""#pragma once
#include <span>
#include <string_view>
namespace chartbridge::embedded::{name} {{
struct File {{ std::string_view path; std::string_view bytes; }};
std::span<const File> All();
const File* Find(std::string_view path);
}}
""")
with open(source, "w") as s:
    s.write(f'#include "embedded/{name}.h"\nnamespace chartbridge::embedded::{name} {{\nnamespace {{\n')
    for i, f in enumerate(files):
        data = open(os.path.join(base, f), "rb").read()
        s.write(f"constexpr char k{i}[] =\n{literal(data)};\n")
    s.write("constexpr File kFiles[] = {\n")
    for i, f in enumerate(files):
        path = os.path.relpath(os.path.join(base, f), base)
        s.write(f'  {{"{path}", std::string_view(k{i}, sizeof(k{i}) - 1)}},\n')
    s.write("""};
}
std::span<const File> All() { return kFiles; }
const File* Find(std::string_view path) {
  for (const File& file : kFiles) {
    if (file.path == path) return &file;
  }
  return nullptr;
}
}
""")
