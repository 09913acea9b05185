"""Writes words.aes-128-ctr, words.3des-cbc (openssl; zeros behind the text instead of padding) and words.aes-256-gcm,
words.aes-192-gcm (Python's `cryptography`; the nonce stands before the text, the tag behind it)."""
import re
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TEXT = Path("../harness/mod.rs").read_text(encoding="utf-8")
PLAIN = "\n".join(re.findall(r'^    "(.*)",$', TEXT.split("WORDS")[1].split("];")[0], re.M)).encode()


def openssl(name, plain, *how):
    done = subprocess.run(["openssl", "enc", *how], input=plain, stdout=subprocess.PIPE, check=True)
    Path(name).write_bytes(done.stdout)


openssl("words.aes-128-ctr", PLAIN, "-aes-128-ctr", "-K", b"0123456789abcdef".hex(), "-iv", b"fedcba9876543210".hex())
zeros = b"\0" * (-len(PLAIN) % 8)
openssl("words.3des-cbc", PLAIN + zeros, "-des-ede3-cbc", "-nopad", "-K", b"0123456789abcdefghijklmn".hex(), "-iv", b"87654321".hex())
nonce = bytes(range(12))
for bits, key in ((256, b"0123456789abcdef0123456789abcdef"), (192, b"0123456789abcdefghijklmn")):
    Path(f"words.aes-{bits}-gcm").write_bytes(nonce + AESGCM(key).encrypt(nonce, PLAIN, None))
