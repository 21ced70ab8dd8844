from obole.newsroom.rules.footnotes import link_notes

NOTE = '<li id="note-1">Source.<a class="note-back" href="#reference-1">Back</a></li>'


def test_a_reference_links_to_its_note_and_the_note_links_back() -> None:
    linked = link_notes(f"<p>Un chiffre[^1].</p><ol>{NOTE}</ol>")

    assert '<sup class="reference"><a id="reference-1" href="#note-1">1</a></sup>' in linked
    assert 'href="#reference-1">Back</a>' in linked


def test_a_second_reference_to_a_note_has_an_id_of_its_own() -> None:
    linked = link_notes(f"<p>Un[^1] deux[^1]</p>{NOTE}")

    assert linked.count('id="reference-1"') == 1
    assert linked.count('id="reference-1-2"') == 1


def test_a_reference_to_a_note_that_is_not_there_stays_as_it_was_written() -> None:
    text = "<p>Un chiffre[^2].</p>"

    assert link_notes(text + NOTE).startswith(text)


def test_a_note_that_nothing_refers_to_does_not_link_back() -> None:
    assert link_notes(NOTE) == '<li id="note-1">Source.</li>'


def test_what_stands_in_code_or_in_an_attribute_is_no_reference() -> None:
    body = f'<pre>[^1]</pre><p><code>x[^1]</code><img alt="a > b[^1]"></p>{NOTE}'

    assert link_notes(body).startswith(body.removesuffix(NOTE))


def test_notes_have_at_most_three_digits_and_no_leading_zero() -> None:
    body = "<p>[^0] [^01] [^1000]</p>"

    assert link_notes(body + NOTE).startswith(body)
