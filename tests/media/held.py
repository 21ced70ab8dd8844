"""A bucket as a test holds it, and the settings that lead to it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import urlopen

from obole.project.buckets import read_bucket
from obole.project.security_headers import desk_policy, reader_policy

if TYPE_CHECKING:
    from django.conf import LazySettings

HOW_TO = Path(__file__).parents[2] / "docs/how-to/serve-more-readers.md"
SECRET = "a/secret+of-the-bucket"
KEY = "the-key-of-the-bucket"


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


def use_bucket(settings: "LazySettings", url: str) -> None:
    """Let the settings be what they are with this media_url."""
    settings.MEDIA_BUCKET = bucket = read_bucket(url)
    settings.PICTURE_SOURCES = ("'self'", bucket.public_origin)
    settings.READER_POLICY = reader_policy(picture_sources=settings.PICTURE_SOURCES)
    settings.DESK_POLICY = desk_policy(picture_sources=settings.PICTURE_SOURCES)
    storages = {**settings.STORAGES}
    storages["default"] = {"BACKEND": "obole.foundation.bucket.BucketStorage"}
    settings.STORAGES = storages
