"""HTML comments of other programs become our Markdown, and render to the same words."""

import html as entities

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered import faults_of

from obole.comments.rules import texts
from obole.kernel.text import plain_text


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Un</p><p>Deux<br>trois</p>", "Un\n\nDeux\ntrois"),
        (
            "Un,\r\n\r\nje <b>crois</b> que <em> non</em>.\nSi.",
            "Un,\n\nje **crois** que *non*.\nSi.",
        ),
        ("<p>Un\ndeux</p>", "Un deux"),
        ('<a href="http://a.example/x(y)">ceci</a>', "[ceci](http://a.example/x%28y%29)"),
        ('<a href="http://a.example">http://a.example</a>', "http://a.example"),
        ('<a href="http://a.example"><img src="x"></a>', "http://a.example"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="/local">x</a>', "x"),
        ("http://a.example/x_y", "<http://a.example/x_y>"),
        ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc"),
        ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "- a\n- b\n  - c\n\nd"),
        ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1. a\n\n   b\n2. c"),
        ("<p><code>a*b</code></p>", "`a*b`"),
        (
            "*a* _b_ [c](d) `e` \\ &lt;f&gt; &amp;amp;",
            "\\*a\\* \\_b\\_ \\[c\\](d) \\`e\\` \\\\ \\<f> \\&amp;",
        ),
        ("1. a\n- b\n> c\n+ d\n12) e", "1\\. a\n\\- b\n\\> c\n\\+ d\n12\\) e"),
        ("<script>alert(1)</script><div>a</div>b", "a\n\nb"),
        ("<h2>Titre</h2>texte", "Titre\n\ntexte"),
        ("<b></b><i> </i>a", "a"),
        ("", ""),
    ],
)
def test_html_becomes_markdown(html, markdown):
    assert texts.from_html(html) == markdown


def test_emphasis_that_markdown_cannot_say_is_left_out_for_its_paragraph_alone():
    html = "<p><b>Oui !</b>non</p><p><b>Oui</b> !</p>"

    assert texts.from_html(html) == "Oui !non\n\n**Oui** !"


def test_a_link_that_markdown_cannot_say_keeps_its_address():
    html = '<b>!a!</b>b <a href="http://a.example">ceci</a>'

    assert texts.from_html(html) == "!a!b ceci (http://a.example)"


def test_quotes_that_are_too_deep_go_on_in_the_deepest():
    html = "<blockquote>" * 50 + "fond" + "</blockquote>" * 50 + "<p>fin</p>"

    markdown = texts.from_html(html)

    assert "fond\n\nfin" in markdown
    assert markdown.index("fond") < 20


WORDS = st.text(alphabet="abé *_`[]()<>&;#-+.1!\\\n:/'\"", max_size=60)
LEAVES = WORDS.map(entities.escape)
TAGS = ["p", "b", "em", "code", "blockquote", "ul", "ol", "li", "div", "pre", "h2", "span"]


def _around(children):
    return st.builds(
        lambda tag, inner: f"<{tag}>{''.join(inner)}</{tag}>",
        st.sampled_from(TAGS),
        st.lists(children, max_size=4),
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.recursive(LEAVES, _around, max_leaves=12), max_size=4).map("".join))
def test_the_words_of_any_html_survive(html):
    shown = texts.render(texts.from_html(html))

    assert "".join(plain_text(shown).split()) == "".join(plain_text(html).split())
    assert faults_of(shown) == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="<>/abpiul=\"' &;#x\n!-[]", max_size=120))
def test_no_html_is_too_broken(html):
    assert faults_of(texts.render(texts.from_html(html))) == []
