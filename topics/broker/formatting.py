"""Making the data folder of a new broker."""

from __future__ import annotations

import base64
import hashlib
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from topics.broker.folder import Folder, write_private
from topics.broker.java import java_environ
from topics.errors import EnvironmentFailed

_FORMAT_S = 300
_ITERATIONS = 8192  # Kafka's own; it accepts 4096 to 16384


def format_data(java: Path, jars: Path, folder: Folder, users: Mapping[str, str]) -> None:
    """Run Kafka's storage tool. What it needs of passwords goes through a private file.

    Raises:
        EnvironmentFailed: it failed; the data folder is then not there.
    """
    arguments = folder.path / "format.arguments"
    tool = [str(java), "-Xmx128m", "-XX:TieredStopAtLevel=1", f"-Dlienthong.folder={folder.path}"]
    tool += ["-cp", f"{jars}/*", "kafka.tools.StorageTool", "format", f"@{arguments}"]
    write_private(arguments, "\n".join(_arguments(folder, users)) + "\n")
    try:
        done = subprocess.run(
            tool, capture_output=True, text=True, timeout=_FORMAT_S, check=False, env=java_environ()
        )
    except BaseException:
        shutil.rmtree(folder.data, ignore_errors=True)
        raise
    finally:
        arguments.unlink()
    if done.returncode:
        shutil.rmtree(folder.data, ignore_errors=True)
        raise EnvironmentFailed(f"cannot make a broker in {folder.path}: {_reason(done.stderr)}")


def _reason(said: str) -> str:
    """The exception's own words if there is one, or else what came last."""
    lines = said.strip().splitlines() or ["the storage tool did not say why"]
    told = [line for line in lines if "Exception: " in line] or lines[-1:]
    return told[0].rpartition("Exception: ")[2]


def _arguments(folder: Folder, users: Mapping[str, str]) -> list[str]:
    plain = ["--config", str(folder.properties), "--cluster-id", cluster_id()]
    return plain + [word for user in users.items() for word in ("--add-scram", scram(*user))]


def cluster_id() -> str:
    """16 random bytes as Kafka writes them; never with a dash in front, which begins an option."""
    return "L" + base64.urlsafe_b64encode(secrets.token_bytes(16))[1:22].decode()


def scram(user: str, password: str) -> str:
    """The tool's words for a SCRAM-SHA-512 user: the salted password, not the password."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    words = [f'name="{user}"', f"iterations={_ITERATIONS}"]
    words += [f'salt="{_base64(salt)}"', f'saltedpassword="{_base64(salted)}"']
    return f"SCRAM-SHA-512=[{','.join(words)}]"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
