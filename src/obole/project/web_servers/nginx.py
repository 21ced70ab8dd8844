"""nginx as a child of `obole serve`: found, configured, tried, started, stopped."""

import contextlib
import grp
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from obole.project import web
from obole.project.environment import Environment
from obole.project.web_servers.configurations import Unwritable, filled, shared_values, writable
from obole.project.web_servers.connections import (
    Unusable,
    is_answering,
    open_files,
    prepared_socket,
)

# Debian keeps it where an ordinary user's PATH does not lead.
MORE_FOLDERS = ("/usr/sbin", "/usr/local/sbin")
BROTLI_MODULE = "ngx_http_brotli_static_module.so"
TRIAL_SECONDS = 20
# Shorter than what Obole's own processes get, for they answer what nginx still passes on.
STOP_SECONDS = 10
WAIT_STEP_SECONDS = 0.05
TELL_AGAIN_SECONDS = 1
# A reader's connection and the one to Obole behind it; the rest is for files.
FILES_A_CONNECTION = 3
LINES_BYTES = 65_536
# What several processes write into one pipe stays whole up to 4 kB.
WHOLE_WRITES = "buffer=4k flush=1s"


@dataclass(frozen=True, kw_only=True)
class Nginx:
    """nginx in front of this site: its program and the folder of everything that it writes."""

    program: str
    socket: Path

    @property
    def folder(self) -> Path:
        """The folder of its configuration and its temporary files."""
        return self.socket.parent

    @property
    def command(self) -> list[str]:
        """The command that runs it in the foreground."""
        configuration = str(self.folder / "nginx.conf")
        return [self.program, "-e", "stderr", "-p", f"{self.folder}/", "-c", configuration]


def find_program() -> str | None:
    """Return the nginx of this machine; None where there is none."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *MORE_FOLDERS])
    return shutil.which("nginx", path=path)


def prepared(
    *, program: str, environment: Environment, bind: tuple[str, int], has_access_lines: bool
) -> Nginx:
    """Write the configuration, let nginx try it, and return it. Raise Unusable."""
    nginx = Nginx(program=program, socket=prepared_socket(environment))
    try:
        text = _configuration(nginx, environment, bind, has_access_lines=has_access_lines)
    except Unwritable as problem:
        raise Unusable(str(problem)) from problem
    (nginx.folder / "nginx.conf").write_text(text, encoding="utf-8")
    _try(nginx)
    return nginx


def _configuration(
    nginx: Nginx, environment: Environment, bind: tuple[str, int], *, has_access_lines: bool
) -> str:
    module = _brotli_module(nginx.program)
    connections = open_files() // FILES_A_CONNECTION
    values = {
        **shared_values(environment),
        "modules": f'load_module "{module}";' if module else "",
        "brotli": "brotli_static on;" if module else "",
        "user": _user(),
        "workers": str(environment.workers),
        "open_files": str(open_files()),
        "connections": str(connections),
        "stop_seconds": f"{STOP_SECONDS}s",
        "access_log": _access_log(nginx) if has_access_lines else "access_log off;",
        "folder": writable(nginx.folder),
        "socket": writable(nginx.socket),
        "listen": _listen(*bind),
        "backlog": str(web.BACKLOG),
    }
    return filled("nginx.conf", values)


def _listen(host: str, port: int) -> str:
    family, _, _, address = web.resolved(host, port)
    if family == socket.AF_INET6:
        # As other programs do on Linux: one socket for both, where it is for all addresses.
        return f"[{address[0]}]:{port} ipv6only={'off' if address[0] == '::' else 'on'}"
    return f"{address[0]}:{port}"


def _user() -> str:
    """Return the line that lets nginx's workers be who Obole is; only root may write it."""
    if os.geteuid() != 0:
        return ""
    user, group = pwd.getpwuid(0).pw_name, grp.getgrgid(os.getegid()).gr_name
    return f"user {user} {group};"


def _access_log(nginx: Nginx) -> str:
    """Return lines like Obole's own, for what nginx answers itself."""
    line = "$time_iso8601 INFO nginx.access: $request_method $uri $status $request_time s"
    return "\n".join(
        [
            f"log_format obole '{line}';",
            'map $upstream_addr $is_answered_here { default 0; "" 1; }',
            f'access_log "{writable(_lines(nginx))}" obole {WHOLE_WRITES} if=$is_answered_here;',
        ]
    )


def _lines(nginx: Nginx) -> Path:
    return nginx.folder / "lines"


def _brotli_module(program: str) -> str | None:
    """Return Debian's module for Brotli where it is installed."""
    told = subprocess.run([program, "-V"], capture_output=True, text=True, check=False)  # noqa: S603
    folder = re.search(r"--modules-path=(\S+)", told.stderr)
    module = Path(folder[1], BROTLI_MODULE) if folder else None
    return str(module) if module and module.is_file() else None


def _try(nginx: Nginx) -> None:
    with _pipe_for_lines(nginx):
        try:
            trial = subprocess.run(  # noqa: S603 - nginx itself
                [*nginx.command, "-t", "-q"],
                capture_output=True,
                text=True,
                timeout=TRIAL_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unusable(f"it could not be tried ({error})") from error
    if trial.returncode:
        lines = trial.stderr.strip().splitlines() or [f"exit code {trial.returncode}"]
        raise Unusable(lines[0])


@contextlib.contextmanager
def _pipe_for_lines(nginx: Nginx) -> Iterator[int]:
    """Make the pipe that nginx opens by its name to write its lines; yield the end to read."""
    path = _lines(nginx)
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    # Opened for both: nobody waits for the other, and there is no end when nginx starts anew.
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def is_in_front(place: Path) -> bool:
    """Tell whether an nginx of ours runs and Obole answers it on the socket at `place`."""
    try:
        process = int((place.parent / "nginx.pid").read_text())
        os.kill(process, 0)
    except PermissionError:
        # It lives, and is somebody else's.
        return is_answering(place)
    except (OSError, ValueError):
        return False
    return is_answering(place)


def child(nginx: Nginx) -> Callable[[], None]:
    """Return what a child of the supervisor does to run nginx."""
    return partial(_run, nginx)


def _run(nginx: Nginx) -> None:
    # An event could be waited for at the very moment at which a signal sets it, and lock up.
    told: list[int] = []
    processes: list[subprocess.Popen[bytes]] = []

    def stop(number: int, _frame: object) -> None:
        told.append(number)
        for process in processes:
            # SIGQUIT lets it finish what it answers.
            process.send_signal(signal.SIGQUIT)
        # One that has just been started may not have heard it.
        signal.alarm(TELL_AGAIN_SECONDS)

    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, stop)
    # Readers who come before Obole answers find the port closed, as they do without nginx.
    while not told and not is_answering(nginx.socket):
        time.sleep(WAIT_STEP_SECONDS)
    if told:
        return
    with _pipe_for_lines(nginx) as lines:
        threading.Thread(target=_pass_on, args=(lines,), daemon=True).start()
        processes.append(subprocess.Popen(nginx.command))  # noqa: S603 - nginx itself
        if told:
            processes[0].send_signal(signal.SIGQUIT)
        code = processes[0].wait()
        # The last lines are on their way.
        time.sleep(WAIT_STEP_SECONDS)
    # Its own workers may have outlived it: when this process ends, the supervisor kills them.
    sys.exit(0 if told else code or 1)


def _pass_on(lines: int) -> None:
    """Write what comes through the pipe to standard error, which nginx cannot open by a name."""
    with contextlib.suppress(OSError):
        while chunk := os.read(lines, LINES_BYTES):
            os.write(sys.stderr.fileno(), chunk)
