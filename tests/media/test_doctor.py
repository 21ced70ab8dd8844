"""The doctor tries the bucket, and looks at it as a reader does."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone
from held import SECRET, Held

from obole.foundation.outbound_addresses import AddressRefused
from obole.project.health import Verdict
from obole.project.health.findings import Finding
from obole.project.health.media import media

NOW = timezone.now()


def findings(bucket: Held) -> dict[str, Finding]:
    found = media(settings.ENVIRONMENT, NOW, status_of=bucket.status_for_readers)
    return {finding.subject: finding for finding in found}


def test_a_well_bucket_is_well_and_left_empty(bucket: Held) -> None:
    found = findings(bucket)

    assert {finding.verdict for finding in found.values()} == {Verdict.OK}
    assert set(found) == {"Media", "Public pictures"}
    assert bucket.names() == []


def test_pictures_that_readers_cannot_get_are_a_failure(bucket: Held) -> None:
    bucket.close_to_all()

    finding = findings(bucket)["Public pictures"]

    assert finding.verdict is Verdict.FAIL
    assert "403" in finding.seen


def test_originals_that_everybody_can_get_are_a_failure(bucket: Held) -> None:
    bucket.open_to_all()

    found = findings(bucket)

    assert found["Private media"].verdict is Verdict.FAIL
    assert found["Public pictures"].verdict is Verdict.OK


def test_a_bucket_that_does_not_answer_is_a_failure_without_its_secret(
    bucket: Held, set_reach: Callable[[bool], None]
) -> None:
    set_reach(False)

    (finding,) = findings(bucket).values()

    assert finding.verdict is Verdict.FAIL
    assert "does not answer" in finding.seen
    assert "media_url" in finding.advice
    assert SECRET not in str(finding)


def test_a_bucket_that_is_not_there_is_a_failure(bucket: Held) -> None:
    bucket.client.delete_bucket(Bucket=bucket.name)

    (finding,) = findings(bucket).values()

    assert finding.verdict is Verdict.FAIL
    assert "NoSuchBucket" in finding.seen


def test_a_public_address_that_is_not_looked_at_is_said(bucket: Held) -> None:
    def refuse(_: str) -> int:
        raise AddressRefused("127.0.0.1 is not on the public Internet.")

    found = list(media(settings.ENVIRONMENT, NOW, status_of=refuse))

    assert [finding.verdict for finding in found] == [Verdict.OK, Verdict.WARN]


def test_without_a_bucket_media_are_files() -> None:
    (finding,) = media(settings.ENVIRONMENT, NOW, status_of=lambda _: pytest.fail("asked"))

    assert finding.verdict is Verdict.OK
    assert "var/media" in finding.seen
