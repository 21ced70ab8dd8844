"""Files of attachments: found, fetched, refused, and shown where the texts show them."""

import os
from io import BytesIO

import pytest
from moving_in import ADDRESS, attachment, bring_in, counts, file_of, meta, page_of, post
from PIL import Image

from obole.foundation.outbound_addresses import AddressRefused
from obole.foundation.outbound_deadline import TooSlow
from obole.foundation.outbound_http import Fetched, TooLarge
from obole.pages.models import Picture
from obole.portability.rules import reasons

pytestmark = pytest.mark.usefixtures("newsroom")

PDF = b"%PDF-1.4 a report"


def jpeg():
    buffer = BytesIO()
    Image.new("RGB", (640, 400), (90, 110, 140)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def uploads(tmp_path):
    folder = tmp_path / "uploads"
    (folder / "2020/05").mkdir(parents=True)
    (folder / "2020/05/place.jpg").write_bytes(jpeg())
    (folder / "2020/05/rapport.pdf").write_bytes(PDF)
    return folder


def missing(run):
    return {each["id"]: each["reason"] for each in run.report["missing_files"]}


def test_a_picture_comes_with_its_words_and_stands_where_the_text_shows_it(tmp_path, uploads):
    words = "<excerpt:encoded><![CDATA[La <b>place</b>, samedi.]]></excerpt:encoded>"
    said = meta("_wp_attachment_image_alt", "Une place vide.") + meta("_media_credit", "Zoé Roy")
    address = f"{ADDRESS}/wp-content/uploads/2020/05/place-300x200.jpg"
    text = f'<p>Avant.</p><img src="{address}" alt="Ici."><p>Après.</p>'
    file = file_of(
        tmp_path,
        post(1, content=text, inside=meta("_thumbnail_id", "5")),
        attachment(5, "2020/05/place.jpg", title="Place", inside=words + said),
    )

    run = bring_in(file, uploads=uploads)

    assert counts(run, "attachments") == (1, 1, 0, 0, 0)
    picture = Picture.objects.get()
    assert (picture.description, picture.caption, picture.credit) == (
        "Une place vide.",
        "La place, samedi.",
        "Zoé Roy",
    )
    assert picture.file_hash
    article = page_of(1)
    assert article.picture == picture
    assert [block.block_type for block in article.body] == ["paragraph", "image", "paragraph"]
    assert article.body[1].value["picture"] == picture
    assert run.report["to_review"] == []


def test_files_that_are_missing_are_told_and_come_with_a_later_run(tmp_path, uploads):
    address = f"{ADDRESS}/wp-content/uploads/2020/05/place.jpg"
    file = file_of(
        tmp_path,
        post(1, content=f'<img src="{address}" alt="Ici.">'),
        post(2, content=f'<img src="{address}" alt="Ici.">'),
        attachment(5, "2020/05/place.jpg"),
    )
    run = bring_in(file)
    assert missing(run) == {5: reasons.NOT_FETCHED}
    assert run.report["missing_files"][0]["file"] == "place.jpg"
    assert [block.block_type for block in page_of(1).body] == ["paragraph"]
    edited = page_of(2)
    edited.save_revision().publish()

    later = bring_in(file, uploads=uploads)

    assert counts(later, "attachments") == (1, 1, 0, 0, 0)
    assert counts(later, "posts") == (2, 0, 1, 1, 0)
    assert [block.block_type for block in page_of(1).body] == ["image"]
    assert [block.block_type for block in page_of(2).body] == ["paragraph"]
    assert counts(bring_in(file, uploads=uploads), "posts") == (2, 0, 0, 2, 0)


def test_documents_are_kept_and_linked(tmp_path, uploads):
    address = f"{ADDRESS}/wp-content/uploads/2020/05/rapport.pdf"
    file = file_of(
        tmp_path,
        post(1, content=f'<p>Lire <a href="{address}">le rapport</a>.</p>'),
        attachment(6, "2020/05/rapport.pdf"),
    )

    bring_in(file, uploads=uploads)

    assert 'linktype="document"' in str(page_of(1).body[0].value.source)


def test_nothing_is_read_outside_the_folder(tmp_path, uploads):
    (tmp_path / "secret.pdf").write_bytes(PDF)
    (uploads / "2020/05/link.pdf").symlink_to(tmp_path / "secret.pdf")
    (uploads / "2020/05/inside.pdf").symlink_to(uploads / "2020/05/rapport.pdf")
    os.mkfifo(uploads / "2020/05/pipe.pdf")
    file = file_of(
        tmp_path,
        attachment(1, "../secret.pdf"),
        attachment(2, "2020/05/%2e%2e/%2e%2e/%2e%2e/secret.pdf"),
        attachment(3, "2020/05/link.pdf"),
        attachment(4, "2020/05/pipe.pdf"),
        attachment(5, "2020/05/nowhere.pdf"),
        attachment(6, "2020/05/page.html"),
        attachment(7, "2020/05/inside.pdf"),
        attachment(8, "2020/05/no.pdf", inside=meta("_wp_attached_file", "../secret.pdf")),
    )

    run = bring_in(file, uploads=uploads)

    assert missing(run) == {
        1: reasons.OUTSIDE_UPLOADS,
        2: reasons.OUTSIDE_UPLOADS,
        3: reasons.OUTSIDE_UPLOADS,
        4: reasons.NOT_A_FILE,
        5: reasons.NOT_IN_UPLOADS,
        6: reasons.KIND_NOT_KEPT,
        8: reasons.OUTSIDE_UPLOADS,
    }


def test_a_picture_that_is_none_is_refused_with_its_reason(tmp_path, uploads):
    (uploads / "2020/05/place.jpg").write_bytes(b"<script>alert(1)</script>")

    run = bring_in(file_of(tmp_path, attachment(5, "2020/05/place.jpg")), uploads=uploads)

    assert missing(run)[5].startswith("This file is not a picture")
    assert not Picture.objects.exists()


class OldSite:
    """Answers a path with each of these in turn: a status, a body or an exception."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def fetch(self, url, wanted):
        self.asked.append(url)
        turns = self.answers[url.rpartition("/")[2].partition(".")[0]]
        answer = turns.pop(0) if len(turns) > 1 else turns[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer if isinstance(answer, tuple) else (answer, b"")
        return Fetched(url=url, status=status, headers={}, body=body)


def test_what_is_not_in_the_folder_is_fetched_and_tried_again(tmp_path, uploads):
    site = OldSite(
        flaky=[503, TooSlow("later"), (200, PDF)],
        gone=[404],
        private=[AddressRefused("not public")],
        huge=[TooLarge("too large")],
        down=[500],
    )
    names = ("flaky", "gone", "private", "huge", "down")
    file = file_of(
        tmp_path,
        attachment(1, "2020/05/rapport.pdf"),
        *(attachment(number, f"{name}.pdf") for number, name in enumerate(names, start=2)),
    )

    run = bring_in(file, fetch=site.fetch, uploads=uploads)

    assert counts(run, "attachments") == (6, 2, 0, 0, 4)
    assert missing(run) == {
        3: reasons.NOT_FOUND,
        4: reasons.ADDRESS_REFUSED,
        5: reasons.TOO_LARGE,
        6: reasons.NOT_FOUND,
    }
    assert sum("flaky" in url for url in site.asked) == 3
    assert sum("down" in url for url in site.asked) == 3


def test_a_site_that_never_answers_is_not_asked_for_every_file(tmp_path):
    site = OldSite(**{f"file{number}": [TooSlow("never")] for number in range(20)})
    file = file_of(tmp_path, *(attachment(number + 1, f"file{number}.pdf") for number in range(20)))

    run = bring_in(file, fetch=site.fetch)

    assert set(missing(run).values()) == {reasons.UNREACHABLE}
    assert len(missing(run)) == 20
    assert len(site.asked) == 15
