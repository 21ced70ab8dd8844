import html
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from obole.kernel.text import NARROW_NO_BREAK_SPACE, french_spaces
from obole.newsroom.rules.markup import change_text, change_words


def test_words_change_and_tags_do_not() -> None:
    changed = change_words('<p title="b">a<b class="a">a</b></p>', lambda words: words.upper())

    assert changed == '<p title="b">A<b class="a">A</b></p>'


def test_french_spaces_do_not_break_a_character_reference() -> None:
    changed = change_words("<p>Tom &amp; Jerry ; oui ?</p>", french_spaces)

    thin = NARROW_NO_BREAK_SPACE
    assert changed == f"<p>Tom &amp; Jerry{thin}; oui{thin}?</p>"


def test_a_value_in_quotes_is_not_taken_for_text() -> None:
    hostile = '<img alt="a > &quot; onerror=alert(1)">'

    assert change_words(f"<p>{hostile}</p>", str.upper) == f"<p>{hostile}</p>"


def test_code_is_left_alone_and_text_after_it_is_not() -> None:
    changed = change_text("<pre>a<code>a</code>a</pre>a", lambda run: run.upper())

    assert changed == "<pre>a<code>a</code>a</pre>A"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


def _tags(fragment: str) -> list[object]:
    reader = _Tags()
    reader.feed(fragment)
    reader.close()
    return reader.seen


@given(text=st.text(max_size=80), value=st.text(max_size=40))
def test_words_never_become_tags(text: str, value: str) -> None:
    fragment = f'<p><a title="{html.escape(value)}">{html.escape(text)}</a></p>'

    assert _tags(change_words(fragment, french_spaces)) == _tags(fragment)
