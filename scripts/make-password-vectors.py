"""Makes src/features/passwords/hashing/vectors.json: password hashes by tools that are not ours.

    python3 -m venv venv && venv/bin/pip install passlib==1.7.4 bcrypt==4.0.1 argon2-cffi==25.1.0
    venv/bin/python scripts/make-password-vectors.py && npx biome format --write src/features/passwords

Needs openssl 3, htpasswd (Debian: apache2-utils), php with argon2 (php-cli) and the class of phpass,
which WordPress ships (wordpress). Other places than the usual: OPENSSL, HTPASSWD, PHP, PHPASS.
Salts that the tools choose are random, so each run gives other hashes.
"""

import base64
import hashlib
import json
import os
import pathlib
import platform
import subprocess

import argon2
import argon2.low_level
import passlib
from passlib import hash as passlib_hash

OPENSSL = os.environ.get("OPENSSL", "openssl")
HTPASSWD = os.environ.get("HTPASSWD", "htpasswd")
PHP = os.environ.get("PHP", "php")
PHPASS = os.environ.get("PHPASS", "/usr/share/wordpress/wp-includes/class-phpass.php")
TARGET = pathlib.Path(__file__).parent.parent / "src/features/passwords/hashing/vectors.json"

PLAIN = "correct horse battery staple"
UNICODE = "пароль ñandú 🔑"
# Two spellings that NFKC would make the same.
LIGATURE = "o\ufb03ce"
NUL = "before\0after"


def run(*command, data=None):
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def version(*command):
    return run(*command).decode().splitlines()[0].strip()


PYTHON = f"Python {platform.python_version()} hashlib"
PASSLIB = f"passlib {passlib.__version__}"
ARGON2 = f"argon2-cffi {argon2.__version__}" if hasattr(argon2, "__version__") else "argon2-cffi"
OPENSSL_NAME = " ".join(version(OPENSSL, "version").split()[:2])
HTPASSWD_NAME = "htpasswd (Apache httpd)"
PHP_NAME = " ".join(version(PHP, "--version").split()[:2])
PHPASS_NAME = f"phpass of Openwall, run by {PHP_NAME}"

vectors = []


def add(name, tool, hash_type, hash_text, password=PLAIN, repeat=None, **config):
    vector = {"name": name, "tool": tool, "password": password}
    if repeat:
        vector["repeat"] = repeat
    vectors.append({**vector, "input": {"hash_type": hash_type, "hash": hash_text, **config}})


def b64(data):
    return base64.b64encode(data).decode()


def php(code, *arguments):
    return run(PHP, "-r", code, "--", *arguments).decode()


# bcrypt
for ident in ("2a", "2b", "2y"):
    text = passlib_hash.bcrypt.using(rounds=5, ident=ident).hash(UNICODE)
    add(f"bcrypt ${ident}$", PASSLIB, "bcrypt", text, UNICODE)
add("bcrypt of 100 bytes, cut at 72", PASSLIB, "bcrypt",
    passlib_hash.bcrypt.using(rounds=4, truncate_error=False).hash("0123456789" * 10), "0123456789", 10)
add("bcrypt by htpasswd -B", HTPASSWD_NAME, "bcrypt",
    run(HTPASSWD, "-nbB", "-C", "5", "user", PLAIN).decode().strip().removeprefix("user:"))
add("bcrypt by password_hash", PHP_NAME, "bcrypt",
    php("echo password_hash($argv[1], PASSWORD_BCRYPT, ['cost' => 6]);", UNICODE), UNICODE)
add("bcrypt of the empty password", PHP_NAME, "bcrypt",
    php("echo password_hash('', PASSWORD_BCRYPT, ['cost' => 4]);"), "")

# md_5, sha_1, sha_512
for hash_type, algorithm in (("md_5", "md5"), ("sha_1", "sha1"), ("sha_512", "sha512")):
    config = f"{hash_type}_config"

    def digest(text):
        return hashlib.new(algorithm, text.encode()).hexdigest()

    add(f"{algorithm} without salts", PYTHON, hash_type, digest(UNICODE), UNICODE)
    add(f"{algorithm} in upper case", PYTHON, hash_type, digest(PLAIN).upper())
    add(f"{algorithm} with both salts", PYTHON, hash_type, digest("vorn:ü" + PLAIN + "$hinten"),
        **{config: {"prepend_salt": "vorn:ü", "append_salt": "$hinten"}})
    add(f"{algorithm} with a prepended salt", PYTHON, hash_type, digest("salt" + PLAIN),
        **{config: {"prepend_salt": "salt", "append_salt": ""}})
    add(f"{algorithm} of a password with NUL", PYTHON, hash_type, digest(NUL), NUL)
    add(f"{algorithm} of 10,000 characters", PYTHON, hash_type, digest("ä" * 10_000), "ä", 10_000)
    add(f"{algorithm} by openssl dgst", OPENSSL_NAME, hash_type,
        run(OPENSSL, "dgst", f"-{algorithm}", "-r", data=(PLAIN + "tail").encode()).split()[0].decode(),
        **{config: {"append_salt": "tail"}})

# scrypt


def scrypt_config(salt, n, r, p, length):
    return {"scrypt_config": {"salt": b64(salt), "n_parameter": n, "r_parameter": r,
                              "p_parameter": p, "key_length": length}}


for password, repeat, n, r, p, length in (
    (UNICODE, None, 1024, 8, 1, 32), (NUL, None, 2, 1, 1, 16), (PLAIN, None, 16384, 8, 2, 64),
    ("z", 10_000, 4096, 4, 3, 20), (PLAIN, None, 65536, 8, 1, 32),
):
    salt = os.urandom(16)
    key = hashlib.scrypt((password * (repeat or 1)).encode(), salt=salt, n=n, r=r, p=p,
                         dklen=length, maxmem=2**28)
    add(f"scrypt n={n} r={r} p={p} of {length} bytes", PYTHON, "scrypt", b64(key), password, repeat,
        **scrypt_config(salt, n, r, p, length))
add("scrypt as a PHC string", PASSLIB, "scrypt",
    passlib_hash.scrypt.using(rounds=12, block_size=8, parallelism=2).hash(UNICODE), UNICODE)


def openssl_kdf(kdf, length, **options):
    pairs = [part for key, value in options.items() for part in ("-kdfopt", f"{key}:{value}")]
    text = run(OPENSSL, "kdf", "-keylen", str(length), *pairs, kdf).decode()
    return bytes.fromhex(text.replace(":", ""))


key = openssl_kdf("SCRYPT", 48, **{"pass": PLAIN, "salt": "NaCl-NaCl", "n": 2048, "r": 8, "p": 1})
add("scrypt by openssl kdf", OPENSSL_NAME, "scrypt", b64(key), **scrypt_config(b"NaCl-NaCl", 2048, 8, 1, 48))

# pbkdf_2


def pbkdf2_config(salt, iterations, length, **algorithm):
    return {"pbkdf_2_config": {"salt": b64(salt), "iteration_amount": iterations,
                               "key_length": length, **algorithm}}


for algorithm, password, repeat, iterations, length in (
    ("sha256", UNICODE, None, 10_000, 32), ("sha512", NUL, None, 1_000, 64),
    ("sha256", "q", 10_000, 1, 24), ("sha512", PLAIN, None, 2_000, 130),
):
    salt = os.urandom(12)
    key = hashlib.pbkdf2_hmac(algorithm, (password * (repeat or 1)).encode(), salt, iterations, length)
    add(f"pbkdf2 {algorithm}, {iterations} iterations, {length} bytes", PYTHON, "pbkdf_2", b64(key),
        password, repeat, **pbkdf2_config(salt, iterations, length, algorithm=algorithm))
key = openssl_kdf("PBKDF2", 20, **{"digest": "SHA256", "pass": PLAIN, "salt": "pepper-and-salt", "iter": 4096})
add("pbkdf2 by openssl kdf, sha256 being the default", OPENSSL_NAME, "pbkdf_2", b64(key),
    **pbkdf2_config(b"pepper-and-salt", 4096, 20))
key = php("echo base64_encode(hash_pbkdf2('sha512', $argv[1], 'salt of php', 1500, 64, true));", UNICODE)
add("pbkdf2 by hash_pbkdf2", PHP_NAME, "pbkdf_2", key, UNICODE,
    **pbkdf2_config(b"salt of php", 1500, 64, algorithm="sha512"))

# argon_2i, argon_2id
for hash_type, kind, password, repeat, memory, time, threads, length in (
    ("argon_2i", argon2.Type.I, UNICODE, None, 256, 3, 1, 32),
    ("argon_2i", argon2.Type.I, PLAIN, None, 512, 1, 4, 64),
    ("argon_2id", argon2.Type.ID, NUL, None, 1024, 2, 2, 24),
    ("argon_2id", argon2.Type.ID, "k", 10_000, 64, 1, 1, 16),
):
    label = f"{hash_type} m={memory} t={time} p={threads} of {length} bytes"
    secret = (password * (repeat or 1)).encode()
    salt = b"text salt 123"
    costs = {"time_cost": time, "memory_cost": memory, "parallelism": threads, "hash_len": length, "type": kind}
    raw = argon2.low_level.hash_secret_raw(secret, salt, **costs)
    add(f"{label}, hex", ARGON2, hash_type, raw.hex(), password, repeat,
        argon_2_config={"salt": salt.decode(), "iteration_amount": time, "memory": memory,
                        "threads": threads, "key_length": length})
    encoded = argon2.low_level.hash_secret(secret, os.urandom(16), **costs)
    add(f"{label}, encoded", ARGON2, hash_type, encoded.decode(), password, repeat)
old = argon2.low_level.hash_secret(PLAIN.encode(), b"salt of 1.2.1", time_cost=2, memory_cost=128,
                                   parallelism=1, hash_len=32, type=argon2.Type.I, version=16)
add("argon_2i of version 16", ARGON2, "argon_2i", old.decode())
add("argon_2i of version 16, which its strings did not say", ARGON2, "argon_2i",
    old.decode().replace("$v=16", ""))
add("argon_2id by passlib", PASSLIB, "argon_2id",
    passlib_hash.argon2.using(type="ID", rounds=2, memory_cost=1024, parallelism=2).hash(UNICODE), UNICODE)
add("argon_2i by password_hash", PHP_NAME, "argon_2i",
    php("echo password_hash($argv[1], PASSWORD_ARGON2I, ['memory_cost' => 1024]);", UNICODE), UNICODE)
add("argon_2id by password_hash", PHP_NAME, "argon_2id", php("echo password_hash($argv[1], PASSWORD_ARGON2ID);", PLAIN))

# phpass
for ident, rounds, password in (("P", 7, PLAIN), ("H", 11, UNICODE), ("P", 13, LIGATURE)):
    add(f"phpass ${ident}$ with 2^{rounds} rounds", PASSLIB, "phpass",
        passlib_hash.phpass.using(ident=ident, rounds=rounds).hash(password), password)
hasher = "require $argv[1]; $h = new PasswordHash(8, true); echo $h->HashPassword($argv[2]);"
add("phpass by WordPress", PHPASS_NAME, "phpass", php(hasher, PHPASS, UNICODE), UNICODE)
add("phpass of 4,096 characters", PHPASS_NAME, "phpass", php(hasher, PHPASS, "w" * 4096), "w", 4096)

comment = "Made by scripts/make-password-vectors.py; `tool` says what computed the hash."
TARGET.write_text(json.dumps({"comment": comment, "vectors": vectors}, ensure_ascii=True, indent=2) + "\n")
print(f"{len(vectors)} vectors by {len({v['tool'] for v in vectors})} tools")
