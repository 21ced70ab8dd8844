"""Signing as RFC 5849 says, and texts that networks show as they are."""

from hypothesis import given
from hypothesis import strategies as st

from obole.social.rules.counting import fits
from obole.social.rules.cutting import cut
from obole.social.rules.escaping import (
    discord_markdown,
    little_text,
    plain_of_little_text,
    telegram_html,
)
from obole.social.rules.network import Limits
from obole.social.rules.oauth1 import UserKeys, signature_base, signed_header

# RFC 5849, 3.4.1.1: a request with fields in its address, its header and its form.
ADDRESS = "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"
FIELDS = [
    ("oauth_consumer_key", "9djdj82h48djs9d2"),
    ("oauth_token", "kkk9d7dh3k39sjv7"),
    ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_timestamp", "137131201"),
    ("oauth_nonce", "7d8f3e4a"),
    ("c2", ""),
    ("a3", "2 q"),
]
BASE = (
    "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25"
    "253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26"
    "oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k3"
    "9sjv7"
)


def test_what_is_signed_is_the_example_of_the_rfc():
    assert signature_base(method="post", url=ADDRESS, fields=FIELDS) == BASE


def test_the_signature_is_the_example_of_the_rfc():
    # RFC 5849, 1.2: the printer's photographs.
    header = signed_header(
        method="GET",
        url="http://photos.example.net/photos?file=vacation.jpg&size=original",
        keys=UserKeys(
            client_key="dpf43f3p2l4k3l03",
            client_secret="kd94hf93k423kf44",
            token="nnch734d00sl2jdk",
            token_secret="pfkkdhi9sl3r4s00",
        ),
        nonce="chapoH",
        timestamp=137131202,
    )

    assert 'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"' in header


@given(st.text())
def test_linkedin_shows_every_text_as_it_is(text):
    escaped = little_text(text)

    assert plain_of_little_text(escaped) == text
    assert "(" not in escaped.replace("\\(", "")


def test_a_hashtag_is_one_on_linkedin_and_a_mark_in_an_address_is_none() -> None:
    text = "#PortDeSète (1) C# n° #1 {hashtag|#|x} https://a.example/#x"

    escaped = little_text(text)

    assert escaped == (
        r"{hashtag|\#|PortDeSète} \(1\) C\# n° \#1 \{hashtag\|\#\|x\} https://a.example/\#x"
    )
    assert plain_of_little_text(escaped) == text


def test_telegram_shows_marks_of_html_as_they_are():
    assert telegram_html("<b> & </b>") == "&lt;b&gt; &amp; &lt;/b&gt;"


def test_discord_shows_marks_as_they_are_and_addresses_stay_whole():
    text = "Le *vrai* prix : ~30 `$` d’ex_ample\n> 2 # 3 [a](b)\n# Un https://a.example/x_y_z*."

    assert discord_markdown(text) == (
        r"Le \*vrai\* prix : \~30 \`$\` d’ex\_ample"
        "\n"
        r"\> 2 # 3 \[a](b)"
        "\n"
        r"\# Un https://a.example/x_y_z*."
    )


def test_a_text_full_of_marks_is_cut_to_what_discord_takes():
    limits = Limits(text=2_000, unit="discord")

    kept = cut("*_* " * 600 + "https://a.example/x_y", limits)

    assert fits(kept, limits)
    assert len(discord_markdown(kept)) <= limits.text
    assert kept.endswith("https://a.example/x_y")
