#!/usr/bin/env python3
"""Makes alder.ab, a backup as `adb backup` writes it, of the files in alder/: python3 make_backup.py"""
import io
import pathlib
import tarfile
import zlib

TREES = {"files": "f", "shared_prefs": "sp", "databases": "db"}
here = pathlib.Path(__file__).parent
root = here / "alder/data/data"
out = io.BytesIO()
with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
    for path in sorted(it for it in root.rglob("*") if it.is_file()):
        package, place, *name = path.relative_to(root).parts
        info = tarfile.TarInfo("/".join(["apps", package, TREES[place], *name]))
        contents = path.read_bytes()
        info.size = len(contents)
        tar.addfile(info, io.BytesIO(contents))
(here / "alder.ab").write_bytes(b"ANDROID BACKUP\n5\n1\nnone\n" + zlib.compress(out.getvalue(), 9))
