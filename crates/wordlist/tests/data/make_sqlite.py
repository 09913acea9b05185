"""Writes tables.sqlite: a database in UTF-16 whose tree has pages inside, a table without row ids, an emptied table, deleted rows;
and many.sqlite, which has 260 tables."""
import re
import sqlite3
from pathlib import Path

TEXT = Path("../harness/mod.rs").read_text(encoding="utf-8")
WORDS = re.findall(r'^    "(.*)",$', TEXT.split("WORDS")[1].split("];")[0], re.M)
Path("tables.sqlite").unlink(missing_ok=True)
with sqlite3.connect("tables.sqlite") as it:
    it.execute("PRAGMA encoding = 'UTF-16le'")
    it.execute("PRAGMA page_size = 512")
    it.execute('CREATE TABLE "the words" (id INTEGER PRIMARY KEY, "a word" TEXT NOT NULL, level INT, UNIQUE ("a word"))')
    it.executemany('INSERT INTO "the words" VALUES (?, ?, 1)', [(n, f"{word}") for n, word in enumerate(WORDS)])
    it.execute("CREATE TABLE cities (name VARCHAR(20), note, level INT)")
    it.executemany("INSERT INTO cities VALUES (?, ?, 1)", [(f"city {n}", f"note {n}") for n in range(60)])
    it.execute("CREATE TABLE hashed (digest TEXT PRIMARY KEY, n INT) WITHOUT ROWID")
    it.executemany("INSERT INTO hashed VALUES (?, ?)", [(f"{n:032x}", n) for n in range(40)])
    it.execute("CREATE TABLE emptied (word TEXT)")
it.close()
Path("many.sqlite").unlink(missing_ok=True)
with sqlite3.connect("many.sqlite") as it:
    it.execute("PRAGMA page_size = 512")
    for n in range(260):
        it.execute(f"CREATE TABLE t{n} (w TEXT)")
it.close()
