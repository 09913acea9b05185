#!/usr/bin/env python3
"""Makes the backups of this folder: python3 make_backups.py, with the package android-backup for the encrypted one."""
import io
import sys
import tarfile
import zlib


def archive(form):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        folder = tarfile.TarInfo("apps/a.b/f/empty")
        folder.type = tarfile.DIRTYPE
        files = [
            ("apps/a.b/_manifest", b"1\na.b\n"),
            ("apps/a.b/f/words", b"one\ntwo\nthree\n"),
            ("apps/a.b/sp/settings.xml", b"<map/>"),
            ("apps/a.b/f/" + "long-" * 30 + "/words", "žodžiai".encode()),
        ]
        tar.addfile(folder)
        for name, contents in files:
            info = tarfile.TarInfo(name)
            info.size = len(contents)
            tar.addfile(info, io.BytesIO(contents))
    return out.getvalue()


HEADER = b"ANDROID BACKUP\n5\n%d\nnone\n"
with open("plain.ab", "wb") as out:
    out.write(HEADER % 0 + archive(tarfile.PAX_FORMAT))
with open("deflated.ab", "wb") as out:
    out.write(HEADER % 1 + zlib.compress(archive(tarfile.GNU_FORMAT)))
if "--encrypted" in sys.argv:
    # Its keys come from the system's random numbers, so that each run gives another file.
    import android_backup

    backup = android_backup.AndroidBackup()
    contents = backup._encrypt(zlib.compress(archive(tarfile.PAX_FORMAT)), password="password")
    with open("encrypted.ab", "wb") as out:
        out.write(b"ANDROID BACKUP\n5\n1\nAES-256\n" + contents)
