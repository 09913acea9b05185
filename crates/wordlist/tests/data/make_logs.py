"""Writes databases with a write-ahead log beside them, copied while a connection holds them open, and what SQLite itself reads
of each copy (`logs.json`): the rows, and the digest of the database after a checkpoint."""
import hashlib
import json
import shutil
import sqlite3
import tempfile
from pathlib import Path

WORDS = [f"logged word {n}" for n in range(40)]


def keep(name, connection_path):
    """Copies a database with its log, and has SQLite read and checkpoint another copy."""
    shutil.copy(connection_path, f"{name}.db")
    shutil.copy(f"{connection_path}-wal", f"{name}.db-wal")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "it.db")
        shutil.copy(f"{name}.db", copy)
        shutil.copy(f"{name}.db-wal", f"{copy}-wal")
        with sqlite3.connect(copy) as it:
            words = [row[0] for row in it.execute("SELECT word FROM blocked ORDER BY rowid")]
            it.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        it.close()
        return {"words": words, "sha256": hashlib.sha256(copy.read_bytes()).hexdigest()}


def fresh(folder, name):
    it = sqlite3.connect(Path(folder, name), isolation_level=None)
    it.execute("PRAGMA page_size = 512")
    it.execute("PRAGMA journal_mode = wal")
    it.execute("PRAGMA wal_autocheckpoint = 0")
    it.execute("CREATE TABLE blocked (word TEXT)")
    return it


def insert(it, words):
    it.execute("BEGIN")
    it.executemany("INSERT INTO blocked VALUES (?)", [(word,) for word in words])
    it.execute("COMMIT")


found = {}
with tempfile.TemporaryDirectory() as folder:
    # All rows stand in the log only.
    it = fresh(folder, "only.db")
    insert(it, WORDS)
    found["log-only"] = keep("log-only", Path(folder, "only.db"))
    # Older rows in the database, emptied in the log and cut short.
    it.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    it.execute("DELETE FROM blocked")
    it.execute("INSERT INTO blocked VALUES ('last word')")
    it.execute("VACUUM")
    found["log-shortens"] = keep("log-shortens", Path(folder, "only.db"))
    it.close()
    # A second turn of the log, with frames of the first behind it.
    it = fresh(folder, "turned.db")
    insert(it, WORDS)
    it.execute("PRAGMA wal_checkpoint(RESTART)")
    insert(it, ["second turn"])
    found["log-turned"] = keep("log-turned", Path(folder, "turned.db"))
    it.close()
    # A change that was not finished when the copy was made, too large for the cache.
    it = fresh(folder, "open.db")
    insert(it, WORDS[:3])
    it.execute("PRAGMA cache_size = 4")
    it.execute("BEGIN")
    it.executemany("INSERT INTO blocked VALUES (?)", [(f"unfinished {n} " * 20,) for n in range(100)])
    found["log-unfinished"] = keep("log-unfinished", Path(folder, "open.db"))
    it.execute("ROLLBACK")
    it.close()
Path("logs.json").write_text(json.dumps(found, indent=1) + "\n")
