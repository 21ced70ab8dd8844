"""What `media_url` may say, and how what is wrong is told."""

import pytest

from obole.project import buckets
from obole.project.buckets import problem_with, read_bucket
from obole.project.environment import UnusableSettings, read_environment

WHOLE = (
    "s3://KEY:a%2Fb+c%40@s3.example.net:9000/gazette-media"
    "?region=fr-par&address=https://media.example.org/pictures/"
)


def test_every_part_is_read():
    bucket = read_bucket(WHOLE)

    assert bucket.endpoint == "https://s3.example.net:9000"
    assert (bucket.name, bucket.region) == ("gazette-media", "fr-par")
    assert (bucket.access_key, bucket.secret_key) == ("KEY", "a/b+c@")
    assert bucket.address == "https://media.example.org/pictures"
    assert bucket.public_origin == "https://media.example.org"
    assert "a/b" not in repr(bucket)


def test_a_server_on_this_machine_may_do_without_encryption():
    bucket = read_bucket("s3://k:s@127.0.0.1:9000/media?tls=no&address=http://127.0.0.1:9000/media")

    assert bucket.endpoint == "http://127.0.0.1:9000"
    assert bucket.region == "us-east-1"


ADDRESS = "address=https://media.example.org"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("media", "must be s3://"),
        ("https://KEY:hush@s3.example.net/media", "must be s3://"),
        ("s3://s3.example.net/media?" + ADDRESS, "must be s3://"),
        ("s3://KEY@s3.example.net/media?" + ADDRESS, "must be s3://"),
        ("s3://KEY:hu/sh@s3.example.net/media?" + ADDRESS, "%2F"),
        ("s3://KEY:hu#sh@s3.example.net/media?" + ADDRESS, "%23"),
        ("s3://KEY:hush@s3.example.net?" + ADDRESS, "no bucket"),
        ("s3://KEY:hush@s3.example.net/a/b?" + ADDRESS, "no bucket"),
        ("s3://KEY:hush@s3.example.net/Media?" + ADDRESS, "no bucket"),
        ("s3://KEY:hush@s3.example.net/media?colour=red&" + ADDRESS, "unknown part 'colour'"),
        ("s3://KEY:hush@s3.example.net/media?tls=no&" + ADDRESS, "tls=no only"),
        ("s3://KEY:hush@s3.example.net/media?tls=maybe&" + ADDRESS, "tls=yes or tls=no"),
        ("s3://KEY:hush@s3.example.net/media", "address=https://"),
        ("s3://KEY:hush@s3.example.net/media?address=media.example.org", "address=https://"),
        ("s3://KEY:hush@s3.example.net/media?address=http://media.example.org", "HTTPS"),
        ("s3://KEY:hush@s3.example.net/media?address=http://127.0.0.1/m", "HTTPS"),
        ("s3://KEY:hush@s3.example.net/media?address=https://*.example.org", "HTTPS"),
        ("s3://KEY:hush@s3.example.net/media?address=https://a.org;script-src", "HTTPS"),
        ("s3://KEY:hush@s3.example.net/media?address=https://a.org%20'unsafe-inline'", "HTTPS"),
        ("s3://KEY:hush@s3.example.net:0/media?" + ADDRESS, "must be s3://"),
    ],
)
def test_what_is_wrong_is_told_without_the_secret(tmp_path, url, words):
    (tmp_path / "obole.toml").write_text(f'\nmedia_url = "{url}"')

    with pytest.raises(UnusableSettings) as caught:
        read_environment(site=tmp_path, variables={"OBOLE_SECRET_KEY": "k" * 40})

    (problem,) = caught.value.problems
    assert problem.startswith("obole.toml, line 2: media_url ")
    assert words in problem
    assert "hu" not in problem.replace("must", "")


def test_a_list_in_the_place_of_the_address_is_not_repeated(tmp_path):
    (tmp_path / "obole.toml").write_text(f'media_url = ["{WHOLE}"]')

    with pytest.raises(UnusableSettings) as caught:
        read_environment(site=tmp_path, variables={"OBOLE_SECRET_KEY": "k" * 40})

    assert caught.value.problems == ["obole.toml, line 1: media_url must be a text in quotes."]


def test_secrets_of_the_settings_are_not_shown(tmp_path):
    (tmp_path / "obole.toml").write_text(f'media_url = "{WHOLE}"')

    environment = read_environment(
        site=tmp_path,
        variables={
            "OBOLE_SECRET_KEY": "k" * 40,
            "OBOLE_MAIL_URL": "smtp://me:hush@mail.example.org",
            "OBOLE_DATABASE_URL": "postgresql://me:hush@db.example.org/obole",
            "OBOLE_CACHE_URL": "cloudflare://hush@zone",
        },
    )

    assert "hush" not in repr(environment)
    assert "a%2Fb" not in repr(environment)


def test_a_missing_extra_is_said_with_what_to_install(monkeypatch):
    monkeypatch.setattr(buckets, "find_spec", lambda _: None)

    assert problem_with(WHOLE) == ("needs packages that are not installed: pip install 'obole[s3]'")
    assert problem_with("") is None
