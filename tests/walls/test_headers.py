"""Every response carries the headers, whatever it is."""

import pytest
from django.test import Client
from factories import Newsroom

EVERYWHERE = [
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
]


@pytest.fixture
def reader(newsroom: Newsroom) -> Client:
    return Client(SERVER_NAME="testserver", SERVER_PORT="443")


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/nowhere/", "/desk/login/", "/media/images/none.jpg", "/documents/1/x"]
)
def test_every_response_carries_every_header(reader: Client, path: str) -> None:
    response = reader.get(path, secure=True)

    assert [name for name in EVERYWHERE if name not in response.headers] == []


def test_a_failure_carries_the_headers_too(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_names: object) -> None:
        raise RuntimeError

    reader.raise_request_exception = False
    monkeypatch.setattr("obole.newsroom.models.HomePage.serve", fail)

    response = reader.get("/", secure=True)

    assert response.status_code == 500
    assert [name for name in EVERYWHERE if name not in response.headers] == []


def test_reader_pages_allow_nothing_but_our_own_files(reader: Client) -> None:
    policy = reader.get("/", secure=True).headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert {word for part in policy.split("; ") for word in part.split()[1:]} == {
        "'none'",
        "'self'",
        "'script'",
    }


def test_the_desk_allows_no_inline_script(reader: Client) -> None:
    policy = reader.get("/desk/login/", secure=True).headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    unsafe = [part for part in policy.split("; ") if "unsafe" in part]
    assert unsafe == ["style-src-elem 'self' 'unsafe-inline'"]


@pytest.mark.parametrize("path", ["/", "/en/", "/nowhere/"])
def test_readers_get_no_cookie(reader: Client, path: str) -> None:
    response = reader.get(path, secure=True)

    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")


def test_an_unknown_host_is_refused(reader: Client) -> None:
    assert reader.get("/", secure=True, headers={"host": "evil.example"}).status_code == 400


def test_the_language_comes_from_the_address_alone(reader: Client) -> None:
    response = reader.get("/", secure=True, headers={"accept-language": "en"})

    assert response.headers["Content-Language"] == "fr"
    assert "Accept-Language" not in response.headers.get("Vary", "")
