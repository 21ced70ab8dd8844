"""`obole serve` with real processes: it answers, heals and stops."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from demo_site import environment_of_a_site
from running import OBOLE, PATIENCE_SECONDS, obole

ARTICLES, BOARDS = 6, 3
SENT = {("sent",)}
MAKE_POSTS = f"""
from obole.newsroom.models import ArticlePage, HomePage, SectionPage
from obole.social.models import Channel
Channel.objects.bulk_create(
    Channel(network="noticeboard", name=f"Board {{n}}") for n in range({BOARDS})
)
section = HomePage.objects.first().add_child(instance=SectionPage(title="Port", slug="port"))
for n in range({ARTICLES}):
    article = ArticlePage(title=f"Bateau {{n}}", slug=f"bateau-{{n}}", live=False)
    section.add_child(instance=article)
    article.save_revision().publish()
"""
SEND = "import django; django.setup(); from obole.project import posting; posting.run()"


class Server:
    """A running `obole serve`."""

    def __init__(self, site, log, *options, **variables):
        self.port = free_port()
        self.log_path = log
        bind = f"127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [OBOLE, "--site", site, "serve", "--bind", bind, "--workers", "2", *options],
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            env=environment_of_a_site() | variables,
        )

    def get(self, path):
        """Return status, headers and body; None when nobody answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()
        except OSError:
            return None

    def wait_for(self, condition):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def log(self):
        return self.log_path.read_text()

    def starts_of(self, name):
        return [int(pid) for pid in re.findall(rf"Started {name} \(process (\d+)\)", self.log())]

    def children_of(self, pid):
        try:
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        except FileNotFoundError:
            return []
        return [int(each) for each in text.split()]

    def stop(self):
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def another_sender(site):
    """Send posts beside the server, as on a second machine; end when told, with code 0."""
    variables = {"OBOLE_SITE": str(site), "DJANGO_SETTINGS_MODULE": "obole.project.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", SEND], env=environment_of_a_site() | variables
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def rows(site, query):
    with closing(sqlite3.connect(site / "var/obole.sqlite3", timeout=30)) as database:
        return database.execute(query).fetchall()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(site, log, **variables):
    server = Server(site, log, **variables)
    try:
        server.wait_for(lambda: server.get("/"))
        yield server
    finally:
        if server.process.poll() is None and server.stop() != 0:
            pytest.fail(server.log())


@pytest.fixture(scope="module")
def server(made_site, tmp_path_factory):
    """Give one server to all tests that leave it running."""
    with running(made_site, tmp_path_factory.mktemp("serve") / "log") as server:
        yield server


def test_it_answers_readers_and_the_desk_and_serves_static_files_for_ever(server):
    status, headers, body = server.get("/")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers

    status, _, body = server.get("/desk/login/")
    assert status == 200
    style_sheet = re.search(rb'href="(/static/[^"]+[.]css)"', body)
    status, headers, _ = server.get(style_sheet[1].decode())
    assert status == 200
    assert "immutable" in headers["Cache-Control"]

    assert server.get("/no-such-page/")[0] == 404


def test_killed_children_come_back(server):
    web, tasks = server.starts_of("web")[0], server.starts_of("tasks")[0]
    os.kill(tasks, signal.SIGKILL)
    os.kill(server.starts_of("posts")[0], signal.SIGKILL)
    for worker in server.children_of(web):
        os.kill(worker, signal.SIGKILL)
    os.kill(web, signal.SIGKILL)

    children = ("web", "tasks", "posts")
    server.wait_for(lambda: all(len(server.starts_of(name)) > 1 for name in children))
    server.wait_for(lambda: server.get("/"))

    assert server.get("/")[0] == 200


def test_a_killed_web_worker_comes_back(server):
    def workers():
        return server.children_of(server.starts_of("web")[-1])

    server.wait_for(lambda: len(workers()) == 2)
    before = workers()

    os.kill(before[0], signal.SIGKILL)

    server.wait_for(lambda: len(workers()) == 2 and before[0] not in workers())
    server.wait_for(lambda: server.get("/"))


def test_posts_go_out_once_though_two_processes_send_at_once(server, made_site):
    with another_sender(made_site) as other:
        answer = obole("--site", made_site, "manage", "shell", "-c", MAKE_POSTS)
        assert answer.returncode == 0, answer.stderr
        server.wait_for(lambda: set(rows(made_site, "SELECT state FROM social_delivery")) == SENT)

    assert other.returncode == 0
    standing = rows(made_site, "SELECT count(*), count(DISTINCT key) FROM social_noticeboardpost")
    assert standing == [(ARTICLES * BOARDS, ARTICLES * BOARDS)]
    assert rows(made_site, "SELECT count(*) FROM social_attempt") == [(ARTICLES * BOARDS,)]
    assert rows(made_site, "SELECT lease_token FROM social_channel") == [("",)] * BOARDS


def test_a_second_one_on_the_same_site_is_refused(server, made_site):
    answer = obole("--site", made_site, "serve", "--bind", f"127.0.0.1:{free_port()}")

    assert answer.returncode == 1
    assert answer.stderr == (
        f"This site is being served already, by process {server.process.pid}: "
        "stop that one first.\n"
    )


def test_a_line_a_request_tells_neither_who_asked_nor_what_they_searched(server):
    server.get("/recherche/?q=avortement")

    server.wait_for(lambda: "/recherche/" in server.log())

    (line,) = [line for line in server.log().splitlines() if "/recherche/" in line]
    assert "GET /recherche/ 200" in line
    assert "avortement" not in server.log()
    assert "127.0.0.1" not in line


def test_sigterm_stops_everything_with_exit_code_0(made_site, server):
    # The server that the tests above share; those below need none.
    web, tasks = server.starts_of("web")[-1], server.starts_of("tasks")[-1]
    pids = [web, tasks, server.starts_of("posts")[-1], *server.children_of(web)]
    assert len(pids) == 5

    started = time.monotonic()
    code = server.stop()

    assert code == 0, server.log()
    assert time.monotonic() - started < 20
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert server.log().rstrip().endswith("Stopped.")
    with sqlite3.connect(made_site / "var/obole.sqlite3") as database:
        signed_on = database.execute("SELECT process_id FROM foundation_workerpulse").fetchall()
    assert (tasks,) not in signed_on


def test_a_port_in_use_is_one_sentence(made_site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        answer = obole("--site", made_site, "serve", "--bind", f"127.0.0.1:{port}")

    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {port} of 127.0.0.1 is in use: ")
    assert answer.stderr.count("\n") == 1


def test_a_bind_that_is_none_is_wrong_use(made_site):
    answer = obole("--site", made_site, "serve", "--bind", "8000")

    assert answer.returncode == 2
    assert "8000 is not HOST:PORT" in answer.stderr
