"""Addresses of pictures and of links, in all the forms that they have."""

import pytest

from obole.portability.rules.bodies import exact_address, picture_address
from obole.portability.rules.bodies.addresses import link_address, web_address, whole_address

PLACE = "journal.example/wp-content/uploads/2019/05/place.jpg"


@pytest.mark.parametrize(
    "url",
    [
        f"https://{PLACE}",
        f"http://www.{PLACE}",
        f"//{PLACE}",
        f"https://{PLACE}?resize=300%2C200&ssl=1#x",
        f"https://i0.wp.com/{PLACE}?w=640",
        f"https://{PLACE}".replace(".jpg", "-300x200.jpg"),
        f"https://{PLACE}".replace(".jpg", "-scaled.jpg"),
        f"https://{PLACE}".replace(".jpg", "-rotated.jpg"),
        f"https://{PLACE}".replace(".jpg", "-e1559570000000-1024x768.jpg"),
        f"https://{PLACE}".replace(".jpg", "-scaled-1536x1024.jpg"),
        f"https://{PLACE}".replace(".jpg", "-300x200.jpg.webp"),
        f"https://{PLACE}".replace("place", "%70lace"),
    ],
)
def test_all_sizes_of_a_picture_have_one_address(url: str) -> None:
    assert picture_address(url) == PLACE


def test_another_host_and_another_extension_are_other_pictures() -> None:
    assert picture_address("https://autre.example/place.jpg") != picture_address(f"https://{PLACE}")
    assert picture_address(f"https://{PLACE}".replace("jpg", "png")) != PLACE


def test_accents_are_compared_however_they_are_written() -> None:
    assert picture_address("https://a.example/e%CC%81t%C3%A9.jpg") == "a.example/été.jpg"


def test_the_exact_address_keeps_the_size() -> None:
    assert (
        exact_address("https://www.a.example/plan-300x200.png?x=1") == "a.example/plan-300x200.png"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "vbscript:x",
        "#note",
        "",
        "file:///x",
    ],
)
def test_hostile_and_empty_addresses_are_no_links(url: str) -> None:
    assert link_address(whole_address(url)) is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('https://a.example/" onerror=x', "https://a.example/%22%20onerror=x"),
        ("https://a.example/100%/é?q={a|b}", "https://a.example/100%25/é?q=%7Ba%7Cb%7D"),
        ("mailto:ana@a.example", "mailto:ana@a.example"),
        ("/a%20b/", "/a%20b/"),
    ],
)
def test_a_link_is_written_as_validators_want_it(written: str, kept: str) -> None:
    assert link_address(written) == kept


@pytest.mark.parametrize("url", ["https://a<b.example/", "https://a.example:99999/", "https://[/"])
def test_a_link_to_a_host_that_cannot_be_is_none(url: str) -> None:
    assert link_address(url) is None


def test_an_address_hidden_behind_control_characters_is_no_link() -> None:
    assert link_address(whole_address(" \x01java\nscript:alert(1)")) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://user@a.example/",
        "https://a.example:99999/",
        "https://[::1]/",
        "https://localhost/x",
        "https://10.0.0.1/",
        "ftp://a.example/",
        "https://-a.example/",
        "https://a_b.example/",
        f"https://a.example/{'x' * 2100}",
    ],
)
def test_addresses_that_no_validator_accepts_are_refused(url: str) -> None:
    assert web_address(url) is None


def test_letters_and_spaces_are_written_as_validators_want_them() -> None:
    assert web_address("https://côté.example/a b?q=é#[x]") == (
        "https://xn--ct-cja6b.example/a%20b?q=%C3%A9#%5Bx%5D"
    )
