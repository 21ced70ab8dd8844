"""nginx or the accelerator in front of the demo newsroom: nothing changes but the speed."""

import multiprocessing
import os
import re
import signal
import socket
import sqlite3
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from behind_nginx import Answer, ask, raw
from demo_site import Demo

from obole.project.web_servers.nginx import Nginx, child, find_program

NO_NGINX = "nginx is not installed: make test-tools installs it."
PATIENCE_SECONDS = 60
# Here the two may give other ETags: WhiteNoise gives one to all codings of a file.
FILES = ("/static/", "/media/")


@pytest.fixture(scope="session", params=["nginx", "accelerator"])
def demo(request):
    """Give the demo newsroom behind each of the two, with every page baked."""
    if request.param == "accelerator":
        return request.getfixturevalue("accelerated_demo")
    if find_program() is None:
        pytest.skip(NO_NGINX)
    return request.getfixturevalue("demo_behind_nginx")


def socket_of(demo: Demo) -> Path:
    return demo.folder / "var/nginx/obole.socket"


def both(demo: Demo, target: str, **request: str) -> tuple[Answer, Answer]:
    host = request.pop("Host", f"localhost:{demo.port}")
    return tuple(ask(place, target, Host=host, **request) for place in (demo.port, socket_of(demo)))


def assert_same(demo: Demo, target: str, **request: str) -> Answer:
    front, obole = both(demo, target, **request)
    if target.startswith(FILES) and front.server == "nginx":
        front.headers.pop("etag", None)
        obole.headers.pop("etag", None)
    assert front.status == obole.status, (target, request)
    assert front.headers == obole.headers, (target, request)
    assert front.body == obole.body, (target, request)
    return front


def paths_of(demo: Demo) -> list[str]:
    root = demo.folder / "var/edition/about/localhost"
    places = [file.relative_to(root).as_posix()[: -len(".json")] for file in root.rglob("*.json")]
    return sorted("/" + re.sub(r"(^|/)index\.html$", r"\1", place) for place in places)


def is_from_a_file(demo: Demo, path: str) -> bool:
    return (demo.folder / "var/edition/pages/localhost" / path[1:] / "index.html").is_file()


def test_every_page_of_the_demo_is_the_same_by_both_ways(demo):
    paths = paths_of(demo)
    from_files = [path for path in paths if path.endswith("/") and is_from_a_file(demo, path)]
    assert len(from_files) > 100

    for path in paths:
        for coding in ("br", "gzip, deflate, br", "gzip", ""):
            answer = assert_same(demo, path, Accept_Encoding=coding)
            assert answer.status == 200


def test_conditions_heads_and_queries_are_answered_alike(demo):
    for path in ("/", "/en/", "/feed.xml"):
        etag = ask(demo.port, path, Accept_Encoding="br").headers["etag"]
        assert etag == ask(socket_of(demo), path, Accept_Encoding="br").headers["etag"]
        for known in (etag, f"W/{etag}", f'"x", {etag}', "*", '"x"', "nonsense", ""):
            for method in ("GET", "HEAD"):
                answer = assert_same(
                    demo, path, method=method, Accept_Encoding="br", If_None_Match=known
                )
                assert answer.status == (304 if etag in known or known == "*" else 200)
    for query in ("?utm_source=a", "?fbclid=x&utm_campaign=", "?", "?id=1", "?utm_source", "?="):
        assert assert_same(demo, f"/{query}").status == 200
    date = "Tue, 24 Nov 2026 12:00:00 GMT"
    odd = {
        "Range": "bytes=0-9",
        "If_Range": "x",
        "If_Match": '"x"',
        "If_Modified_Since": date,
        "If_Unmodified_Since": date,
        "Accept_Encoding": "br;q=0, gzip;q=0.5, *;q=0.1",
        "Cookie": "a=b",
        "Accept_Language": "en",
        "Via": "1.1 somebody",
    }
    for header, value in odd.items():
        assert_same(demo, "/", **{header: value})
    for coding in ("*", "GZIP", "x-gzip", "gzip;q=0", "identity;q=0", "gzip,br", "zstd", "a, b"):
        assert_same(demo, "/", Accept_Encoding=coding)


ODD_TARGETS = [
    *("/nowhere/", "/politique", "/POLITIQUE/", "//", "//politique/", "/./", "/%20/", "/%ff/"),
    *("/a/../politique/", "/a/%2e%2e/politique/", "/%2e/", "/index.html", "/index.html.br"),
    *("/.git/config", "/static/../politique/", "/a/../static/obole/ground.css", "/pages/"),
    *("/static/", "/static/nothing.css", "/static/staticfiles.json", "/media/images/", "/media/"),
    *("/media/original_images/a.jpg", "/media/images/../original_images/a.jpg", "/documents/1/a"),
    *("/media/images/nothing.webp", "/" + "a" * 10_000 + "/", "/" + "a/" * 900, "/desk/login/"),
    *("/recherche/?q=conseil", "/%C3%A9t%C3%A9/", "/;/", "/?a=%00", "/-/", "/.no-file"),
]


def test_odd_addresses_are_answered_alike(demo):
    for target in ODD_TARGETS:
        front, obole = both(demo, target)
        assert front.status == obole.status, target
        if target != "/desk/login/":  # It holds a token.
            assert front.body == obole.body, target
        unequal = {"set-cookie", "etag", "expires"}
        assert {k: v for k, v in front.headers.items() if k not in unequal} == {
            k: v for k, v in obole.headers.items() if k not in unequal
        }, target


def test_odd_hosts_and_methods_are_answered_alike(demo):
    for host in ("evil.example", "localhost.", "LOCALHOST", "127.0.0.1", "[::1]:1", "localhost:x"):
        front, obole = both(demo, "/", Host=host)
        assert front.status == obole.status, host
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        front, obole = both(demo, "/", method=method)
        assert (front.status, front.body) == (obole.status, obole.body), method


def test_what_is_no_request_is_a_clean_refusal(demo):
    host = b"Host: localhost\r\nConnection: close\r\n\r\n"
    for request in (
        b"GET /%00/ HTTP/1.1\r\n" + host,
        b"GET /\x00/ HTTP/1.1\r\n" + host,
        b"GET /../ HTTP/1.1\r\n" + host,
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/9.9\r\n" + host,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /" + b"a" * 100_000 + b"/ HTTP/1.1\r\n" + host,
    ):
        answer = raw(demo.port, request)
        status = int(answer.split(b" ", 2)[1]) if answer else 400
        assert status in {400, 404, 414, 505}, request[:40]


def test_files_are_the_same_and_kept_for_ever(demo):
    page = ask(demo.port, "/").body.decode()
    files = set(re.findall(r'"(/static/[^"?]+)"', page))
    files |= set(re.findall(r"/media/images/[^\" ,]+", page))
    assert len(files) > 5
    collected = demo.folder / "var/static"
    files |= {f"/static/{file.relative_to(collected)}" for file in collected.glob("obole/*.css")}

    for file in sorted(files):
        for coding in ("gzip, br", "gzip", ""):
            answer = assert_same(demo, file, Accept_Encoding=coding)
            assert answer.status == 200
        assert_same(demo, file, If_Modified_Since="Tue, 24 Nov 2030 12:00:00 GMT")
        assert_same(demo, file, method="HEAD")
    assert any("immutable" in ask(demo.port, file).headers["cache-control"] for file in files)


@contextmanager
def obole_gone(demo: Demo):
    """Kill the processes that answer behind nginx, and keep them from being started again."""
    log = (demo.folder.parent / "demo.log").read_text()
    web = int(re.findall(r"Started web \(process (\d+)\)", log)[-1])
    supervisor = int(re.search(r"PPid:\s+(\d+)", Path(f"/proc/{web}/status").read_text())[1])
    os.kill(supervisor, signal.SIGSTOP)
    try:
        os.killpg(web, signal.SIGKILL)
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)


def test_pages_are_answered_while_obole_cannot_and_a_page_taken_away_is_gone_at_once(demo):
    page = demo.folder / "var/edition/pages/localhost/en/index.html"
    about = demo.folder / "var/edition/about/localhost/en/index.html.json"
    kept = page.read_bytes()

    with obole_gone(demo):
        assert ask(demo.port, "/en/").body == kept
        refused = ask(demo.port, "/recherche/?q=a")
        assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        for file in page.parent.glob("index.html*"):
            file.unlink()
        about.unlink()
        assert ask(demo.port, "/en/", Accept_Encoding="br").status == 503

    wait_until(lambda: ask(demo.port, "/en/").status == 200)
    assert ask(demo.port, "/en/").body == kept


def test_who_tries_to_log_in_is_known_by_the_address_and_cannot_forge_another(demo):
    forged = {
        "X_Forwarded_For": "192.0.2.1",
        "X_Real_IP": "192.0.2.2",
        "X_Obole_Connection": "localhost 80 192.0.2.3",
        "Forwarded": "for=192.0.2.4",
    }
    login = ask(demo.port, "/desk/login/", source="127.0.0.9")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', login.body.decode())[1]
    cookie = login.headers["set-cookie"].split(";")[0]
    body = urlencode({"csrfmiddlewaretoken": token, "username": "a@example.org", "password": "b"})
    import http.client

    connection = http.client.HTTPConnection(
        "127.0.0.1", demo.port, source_address=("127.0.0.9", 0), timeout=PATIENCE_SECONDS
    )
    headers = {name.replace("_", "-"): value for name, value in forged.items()} | {
        "X_Obole_Connection": "localhost 80 192.0.2.5",
        "Host": f"localhost:{demo.port}",
        "Cookie": cookie,
        "Origin": demo.address,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", "/desk/login/", body, headers)
    assert connection.getresponse().status == 200
    connection.close()

    with sqlite3.connect(demo.folder / "var/transient.sqlite3") as database:
        addresses = database.execute("SELECT ip_address FROM axes_accessattempt").fetchall()
    assert addresses == [("127.0.0.9",)]


def nginx_masters(demo: Demo) -> list[int]:
    try:
        pid = (demo.folder / "var/nginx/nginx.pid").read_text().strip()
    except FileNotFoundError:
        return []
    return [int(pid)] if pid else []


def wait_until(condition) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answers(demo: Demo) -> bool:
    try:
        return ask(demo.port, "/").status == 200
    except OSError:
        return False


def test_nginx_is_started_again_when_it_dies(demo_behind_nginx):
    demo = demo_behind_nginx
    (master,) = nginx_masters(demo)

    os.kill(master, signal.SIGKILL)

    wait_until(lambda: nginx_masters(demo) not in ([], [master]) and answers(demo))
    assert ask(demo.port, "/").server == "nginx"
    assert not Path(f"/proc/{master}").exists()


# No shell: it cannot hear what whoever started the tests ignores.
HARD_OF_HEARING = """#!{python}
import pathlib, signal, sys, time

told = []
signal.signal(signal.SIGQUIT, lambda *_: told.append(None) or len(told) > 1 and sys.exit())
pathlib.Path("{folder}/started").touch()
while True:
    time.sleep(0.05)
"""


def test_an_nginx_that_cannot_hear_yet_is_told_again(tmp_path):
    program = tmp_path / "nginx"
    program.write_text(HARD_OF_HEARING.format(python=sys.executable, folder=tmp_path))
    program.chmod(0o755)
    place = tmp_path / "obole.socket"
    with socket.socket(socket.AF_UNIX) as obole:
        obole.bind(str(place))
        obole.listen()
        run = child(Nginx(program=str(program), socket=place))
        process = multiprocessing.get_context("fork").Process(target=run)
        process.start()
        wait_until((tmp_path / "started").exists)

        process.terminate()

        process.join(PATIENCE_SECONDS)
    assert process.exitcode == 0
