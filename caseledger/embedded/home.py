"""The data folder: where each thing stands in it, who owns it, and whether it can be used."""

import errno
import hashlib
import os
import pwd
import re
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from caseledger.embedded.errors import EmbeddedError

# sun_path holds 104 bytes on macOS and 108 on Linux, the final NUL included.
SOCKET_PATH_LIMIT = 103
SOCKET_NAME = ".s.PGSQL.5432"

_REASONS = {
    errno.EACCES: ("permission refusée", "permission denied"),
    errno.EPERM: ("permission refusée", "permission denied"),
    errno.EROFS: ("le système de fichiers est en lecture seule", "the file system is read-only"),
    errno.ENOSPC: ("le disque est plein", "the disk is full"),
    errno.ENOTDIR: ("un fichier occupe ce chemin", "a file stands in that path"),
    errno.EEXIST: ("un fichier occupe ce chemin", "a file stands in that path"),
    errno.ENAMETOOLONG: ("le chemin est trop long", "the path is too long"),
}


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The system user the server runs as when root starts it: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    @classmethod
    def needed(cls) -> "ServerUser | None":
        if os.geteuid() != 0:
            return None
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)


@dataclass(frozen=True, slots=True)
class Home:
    """Paths inside one data folder. `root` is absolute."""

    root: Path

    @property
    def key_file(self) -> Path:
        """32 random bytes, the first key-encryption key, until it is rotated out."""
        return self.root / "key-encryption.key"

    @property
    def keys(self) -> Path:
        """The key-encryption keys after it. Back both up apart from the ledger."""
        return self.root / "keys"

    @property
    def log_key_file(self) -> Path:
        """32 random bytes, the key that signs the Merkle logs."""
        return self.root / "log-signing.key"

    @property
    def passwords_file(self) -> Path:
        return self.root / "roles.json"

    @property
    def clusters(self) -> Path:
        """One folder per PostgreSQL major version."""
        return self.root / "postgres"

    @property
    def config(self) -> Path:
        return self.root / "config"

    @property
    def locks(self) -> Path:
        return self.root / "locks"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def socket_folder(self) -> Path:
        """Beside the cluster, or a short private folder when that path is too long or unusual.

        The server's settings file separates socket folders by commas, hence the plain characters.
        """
        folder = self.root / "run"
        path = f"{folder}/{SOCKET_NAME}"
        if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w./+-]+", path, re.A):
            return folder
        # Not gettempdir(): every process must compute the same folder, whatever its TMPDIR.
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path("/tmp") / f"caseledger-{name}"


def default_home(env: Mapping[str, str] = os.environ) -> Path:
    """`$CASELEDGER_HOME`, or the XDG data folder; for root `/var/lib/caseledger`.

    Root's own home is closed to the user the server then runs as.
    """
    if chosen := env.get("CASELEDGER_HOME"):
        return Path(chosen).expanduser().absolute()
    if base := env.get("XDG_DATA_HOME"):
        return Path(base).expanduser().absolute() / "caseledger"
    if os.geteuid() == 0:
        return Path("/var/lib/caseledger")
    return Path.home() / ".local" / "share" / "caseledger"


def prepare(root: Path, user: ServerUser | None) -> Home:
    """Make the folder if it is missing and check that we, and the server, can use it.

    Raises `EmbeddedError`; nothing but empty folders is then left behind.
    """
    home = Home(root.resolve())
    passable = 0o711 if user else 0o700  # Secrets are 0600, or in folders of the server's user.
    try:
        _make(home.root, passable)
        if home.root.stat().st_uid != os.geteuid():
            raise _belongs_to_another(home.root)
        _make(home.locks, 0o700)
        _make(home.clusters, passable)
        _make(home.config, passable)
        with tempfile.TemporaryFile(dir=home.root):
            pass
        prepare_socket_folder(home.socket_folder, user)
    except OSError as error:
        fr, en = _REASONS.get(error.errno or 0, (str(error.strerror), str(error.strerror)))
        raise EmbeddedError(
            f"Le dossier de données « {home.root} » ne peut pas être utilisé : {fr}. "
            "Choisissez-en un autre avec la variable CASELEDGER_HOME.",
            f"The data folder {home.root} cannot be used: {en}. "
            "Choose another with the variable CASELEDGER_HOME.",
        ) from error
    if user and not reaches(home.root, user):
        raise EmbeddedError(
            f"Le dossier de données « {home.root} » est dans un dossier fermé à l'utilisateur "
            "« nobody », sous lequel PostgreSQL tourne quand root le démarre. Choisissez avec "
            "CASELEDGER_HOME un dossier hors du répertoire personnel de root, par exemple "
            "/var/lib/caseledger.",
            f"The data folder {home.root} lies in a folder closed to the user nobody, as whom "
            "PostgreSQL runs when root starts it. With CASELEDGER_HOME choose a folder outside "
            "root's home, for example /var/lib/caseledger.",
        )
    return home


def reaches(path: Path, user: ServerUser | None) -> bool:
    """Whether that user, or we ourselves, can pass through every folder down to `path` and run it."""
    if user is None:
        return os.access(path, os.X_OK)
    probe = ["/bin/sh", "-c", 'test -x "$1"', "sh", os.fspath(path)]
    done = subprocess.run(probe, cwd="/", env={}, **as_user(user), check=False)
    return done.returncode == 0


def as_user(user: ServerUser | None) -> dict[str, object]:
    """The arguments with which `subprocess` starts a program as that user."""
    if user is None:
        return {}
    return {"user": user.uid, "group": user.gid, "extra_groups": []}


def _make(folder: Path, mode: int) -> None:
    """Like `mkdir`, whatever the umask; an existing folder is left as it is."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        folder.chmod(mode)


def prepare_socket_folder(folder: Path, user: ServerUser | None) -> None:
    """Make the folder of the socket, or see that it is ours."""
    try:
        folder.mkdir(mode=0o700)
        if user:
            os.chown(folder, user.uid, user.gid)
    except FileExistsError:
        # A short folder stands in /tmp, where anyone may have put something of that name before.
        found = folder.lstat()
        if found.st_uid not in (user.uid if user else os.geteuid(), os.geteuid()):
            raise _belongs_to_another(folder) from None
        if not stat.S_ISDIR(found.st_mode):
            raise
    folder.chmod(0o700)


def _belongs_to_another(folder: Path) -> EmbeddedError:
    return EmbeddedError(
        f"Le dossier « {folder} » appartient à un autre utilisateur du système. Choisissez un "
        "autre dossier de données avec la variable CASELEDGER_HOME.",
        f"The folder {folder} belongs to another user of this system. Choose another data folder "
        "with the variable CASELEDGER_HOME.",
    )
