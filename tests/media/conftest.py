"""A bucket for each test, on a server of this process.

The server is moto, a stand-in for Amazon's: it speaks the protocol and obeys the policies of
buckets, and keeps everything in memory.
"""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from held import KEY, SECRET, Held, documented_policy, use_bucket

if TYPE_CHECKING:
    from django.conf import LazySettings

_numbers = count(1)


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    server_of = pytest.importorskip("moto.server", reason="moto, the S3 server, is not installed")
    pytest.importorskip("storages", reason="the extra obole[s3] is not installed")
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


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
