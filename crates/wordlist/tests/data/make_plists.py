#!/usr/bin/env python3
"""Makes words.bplist and archived.bplist: python3 make_plists.py"""
import plistlib
import re

harness = open("../harness/mod.rs", encoding="utf-8").read()
words = re.findall(r'^    "(.*)",$', harness.split("WORDS")[1].split("];")[0], re.M)
document = {
    "version": 3,
    "filter": {"words": words, "on": True},
    "again": words,
    "data": b"seven words in data",
}
with open("words.bplist", "wb") as out:
    plistlib.dump(document, out, fmt=plistlib.FMT_BINARY)
# As NSKeyedArchiver keeps an array.
references = [plistlib.UID(at + 2) for at in range(len(words))]
document = {
    "$archiver": "NSKeyedArchiver",
    "$version": 100000,
    "$top": {"root": plistlib.UID(1)},
    "$objects": ["$null", {"NS.objects": references}, *words],
}
with open("archived.bplist", "wb") as out:
    plistlib.dump(document, out, fmt=plistlib.FMT_BINARY)
