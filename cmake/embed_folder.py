#!/usr/bin/env python3
"""embed_folder.py FOLDER SOURCE: the built pages as one C++ file.

It defines BuiltPages() of connectors/pages/page_files.h: each file plain and, where that is smaller
by a tenth, gzipped; with a tag of its content."""
import gzip
import hashlib
import os
import sys

folder, source = sys.argv[1:]


def literal(data):
    lines = (data[start:start + 64] for start in range(0, len(data), 64))
    return "\n".join('"' + "".join(f"\\{byte:03o}" for byte in line) + '"' for line in lines) or '""'


def view(name, data):
    return f"std::string_view({name}, {len(data)})" if data else "std::string_view()"


names = sorted(os.path.relpath(os.path.join(place, name), folder)
               for place, _, files in os.walk(folder) for name in files)
rows, blobs = [], []
for index, name in enumerate(names):
    with open(os.path.join(folder, name), "rb") as file:
        plain = file.read()
    packed = gzip.compress(plain, 9, mtime=0)
    if len(packed) > len(plain) * 0.9:
        packed = b""
    tag = hashlib.sha256(plain).hexdigest()[:24]
    blobs.append(f"constexpr char kPlain{index}[] =\n{literal(plain)};\n")
    if packed:
        blobs.append(f"constexpr char kGzip{index}[] =\n{literal(packed)};\n")
    rows.append(f'    {{"{name}", "{tag}", {view(f"kPlain{index}", plain)}, {view(f"kGzip{index}", packed)}}},\n')

with open(source, "w") as out:
    out.write('#include "connectors/pages/page_files.h"\n\nnamespace chartbridge::pages {\nnamespace {\n')
    out.write("".join(blobs))
    out.write(f"constexpr std::array<PageFile, {len(rows)}> kFiles{{{{\n{''.join(rows)}}}}};\n}}  // namespace\n")
    out.write("PageFiles BuiltPages() { return kFiles; }\n}  // namespace chartbridge::pages\n")
