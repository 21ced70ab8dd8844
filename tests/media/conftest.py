"""A bucket for each test, on a server of this process.

The server is moto, a stand-in for Amazon's: it speaks the protocol and obeys the policies of
buckets, and keeps everything in memory.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from obole.project.buckets import read_bucket
from obole.project.security_headers import desk_policy, reader_policy

if TYPE_CHECKING:
    from django.conf import LazySettings

HOW_TO = Path(__file__).parents[2] / "docs/how-to/serve-more-readers.md"
SECRET = "a/secret+of-the-bucket"
KEY = "the-key-of-the-bucket"

_numbers = count(1)


def documented_policy(bucket: str) -> str:
    """Return the policy that the how-to gives, for this bucket."""
    (text,) = re.findall(r"```json\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    return json.dumps(json.loads(text)).replace("gazette-media", bucket)


@dataclass
class Held:
    """What the test's bucket holds, as its owner and as a reader sees it."""

    client: Any
    name: str
    address: str
    url: str

    def names(self) -> list[str]:
        listed = self.client.list_objects_v2(Bucket=self.name).get("Contents", [])
        return [each["Key"] for each in listed]

    def head(self, name: str) -> dict[str, Any]:
        return self.client.head_object(Bucket=self.name, Key=name)

    def content(self, name: str) -> bytes:
        return self.client.get_object(Bucket=self.name, Key=name)["Body"].read()

    def status_for_readers(self, url: str) -> int:
        try:
            with urlopen(url) as answer:
                return answer.status
        except HTTPError as refusal:
            return refusal.code

    def open_to_all(self) -> None:
        everything = documented_policy(self.name).replace("/images/*", "/*")
        self.client.put_bucket_policy(Bucket=self.name, Policy=everything)

    def close_to_all(self) -> None:
        self.client.delete_bucket_policy(Bucket=self.name)


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    server_of = pytest.importorskip("moto.server", reason="moto, the S3 server, is not installed")
    pytest.importorskip("storages", reason="the extra obole[s3] is not installed")
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


def use_bucket(settings: "LazySettings", url: str) -> None:
    """Let the settings be what they are with this media_url."""
    settings.MEDIA_BUCKET = bucket = read_bucket(url)
    settings.PICTURE_SOURCES = ("'self'", bucket.public_origin)
    settings.READER_POLICY = reader_policy(picture_sources=settings.PICTURE_SOURCES)
    settings.DESK_POLICY = desk_policy(picture_sources=settings.PICTURE_SOURCES)
    storages = {**settings.STORAGES}
    storages["default"] = {"BACKEND": "obole.foundation.bucket.BucketStorage"}
    settings.STORAGES = storages


@pytest.fixture
def bucket(settings: "LazySettings", endpoint: str, tmp_path: Path) -> Held:
    """Give a bucket with the documented policy, which the settings use."""
    import boto3

    name = f"media-{next(_numbers)}"
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{endpoint}",
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    )
    client.create_bucket(Bucket=name)
    client.put_bucket_policy(Bucket=name, Policy=documented_policy(name))
    address = f"http://{endpoint}/{name}"
    secret = SECRET.replace("/", "%2F")
    url = f"s3://{KEY}:{secret}@{endpoint}/{name}?tls=no&address={address}"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    use_bucket(settings, url)
    return Held(client=client, name=name, address=address, url=url)


@pytest.fixture
def set_reach(settings: "LazySettings", bucket: Held) -> Callable[[bool], None]:
    """Give a function that puts the bucket out of reach, and back."""
    # Nobody listens on port 9 of this machine, which says so at once.
    secret = SECRET.replace("/", "%2F")
    down = f"s3://{KEY}:{secret}@127.0.0.1:9/{bucket.name}?tls=no&address={bucket.address}"

    def set_reach(is_there: bool) -> None:
        use_bucket(settings, bucket.url if is_there else down)

    return set_reach
