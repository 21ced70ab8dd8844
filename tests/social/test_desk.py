"""The desk of social networks: connecting, choosing, previewing, deciding, looking up."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from factories import Newsroom, make_article, make_user

from obole.accounts.models import User
from obole.accounts.roles import Role
from obole.foundation import clock
from obole.newsroom.models import ArticlePage
from obole.social.actions import wording
from obole.social.actions.sending import send_due
from obole.social.models import ArticleChannel, ArticleShare, Channel, Delivery, NoticeBoardPost
from obole.social.networks.noticeboard import NoticeBoard
from obole.social.networks.registry import override
from obole.social.queries.words import in_words
from obole.social.rules.network import Post, Prepared, Rejected, Remote
from obole.social.rules.reasons import stored
from obole.social.rules.vocabulary import ChannelState, DeliveryState, Operation

PASSWORD = "encre-papier-rotative"
SOCIAL = "/desk/social/"
SignIn = Callable[[Role], Client]


@pytest.fixture
def sign_in(newsroom: Newsroom) -> SignIn:
    def signed_in(role: Role) -> Client:
        client = Client()
        client.force_login(make_user(role=role, password=PASSWORD))
        session = client.session
        session["password_confirmed_at"] = clock.now().timestamp()
        session.save()
        return client

    return signed_in


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    return sign_in(Role.EDITOR)


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(Role.ADMINISTRATOR)


@pytest.fixture
def board(administrator: Client) -> Channel:
    administrator.post(f"{SOCIAL}connect/noticeboard/", {"name": "Tableau"})
    return Channel.objects.get()


def page_of(client: Client, path: str) -> str:
    answer = client.get(f"{SOCIAL}{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def choices(board: Channel, **said: str) -> dict[str, str]:
    # Whatever stood there when the page was loaded, it was something else.
    fields = {"wish": "", "text": "", "method": "", "image": "", "send_at": "", "was": "0", **said}
    return {f"c{board.pk}-{name}": value for name, value in fields.items()}


def settings_of(**changed: object) -> dict[str, object]:
    return {
        "name": "Tableau",
        "is_default": "on",
        "occasions": ["publication"],
        "method": "link",
        "picture_source": "lead",
        "follow_edits": "always",
        "follow_withdrawals": "always",
        "late_news": "ask",
        "late_after_hours": "12",
        "spacing_minutes": "0",
        **changed,
    }


def only_delivery(operation: Operation = Operation.CREATE) -> Delivery:
    return Delivery.objects.get(operation=operation)


def test_a_connected_channel_is_listed_with_whom_it_posts_as(
    administrator: Client, board: Channel
) -> None:
    assert board.state == ChannelState.ACTIVE
    assert board.identity["handle"] == "/notice-board/"
    assert "Tableau" in page_of(administrator, "")
    assert "500" in page_of(administrator, f"channels/{board.pk}/")


@pytest.mark.parametrize(
    ("role", "may_see", "may_connect", "may_release"),
    [
        (Role.ADMINISTRATOR, True, True, True),
        (Role.EDITOR, True, False, True),
        (Role.JOURNALIST, True, False, False),
        (Role.MODERATOR, False, False, False),
        (Role.TREASURER, False, False, False),
    ],
)
def test_each_role_finds_its_doors_open_and_the_others_shut(
    sign_in: SignIn, role: Role, may_see: bool, may_connect: bool, may_release: bool
) -> None:
    client = sign_in(role)

    def is_open(path: str) -> bool:
        return client.get(f"{SOCIAL}{path}").status_code == 200

    assert is_open("") is is_open("log/") is is_open("calendar/") is is_open("figures/") is may_see
    assert is_open("again/") is may_see
    assert is_open("connect/noticeboard/") is may_connect
    assert is_open("old/") is may_release


def test_settings_of_a_channel_are_kept_and_wrong_ones_are_named(
    administrator: Client, board: Channel
) -> None:
    address = f"{SOCIAL}channels/{board.pk}/"
    wrong = administrator.post(
        address, settings_of(text_fr="{titel}", slots="lundi 8h", monthly_budget="viel")
    )
    assert wrong.status_code == 422
    assert "{titel}" in wrong.content.decode()
    assert "lundi 8h" in wrong.content.decode()

    right = settings_of(
        text_fr="{title} {url}",
        slots="mon 08:00\nsat 10:30",
        spacing_minutes="5",
        tags="rade chlore",
        monthly_budget="25",
        languages=["fr"],
    )
    assert administrator.post(address, right).status_code == 302

    board.refresh_from_db()
    assert board.slots == ["mon 08:00", "sat 10:30"]
    assert board.spacing_seconds == 300
    assert board.monthly_budget_cents == 2500
    assert board.rules == {"occasions": ["publication"], "tags": ["rade", "chlore"]}
    assert board.templates.get().text == "{title} {url}"
    assert "rade chlore" in page_of(administrator, f"channels/{board.pk}/")


def test_an_article_is_previewed_with_what_was_typed_and_saved(
    editor: Client, board: Channel
) -> None:
    article = make_article(live=False, title="Nuits de torche")
    address = f"{SOCIAL}articles/{article.pk}/"
    assert "Nuits de torche" in page_of(editor, f"articles/{article.pk}/")

    typed = choices(board, text="Lisez {title} !", wish="on")
    piece = editor.post(f"{address}channels/{board.pk}/preview/", typed).content.decode()
    assert "Lisez Nuits de torche !" in piece
    assert "500" in piece
    unsaved = editor.post(address, {**typed, "do": "preview"}).content.decode()
    assert "Lisez Nuits de torche !" in unsaved
    assert not ArticleChannel.objects.exists()

    editor.post(address, typed)
    assert ArticleChannel.objects.get().text == "Lisez {title} !"
    # Without anything to say, the channel's rules decide again.
    editor.post(address, choices(board))
    assert not ArticleChannel.objects.exists()


def test_what_was_chosen_holds_when_the_article_goes_live_by_itself(
    editor: Client, board: Channel
) -> None:
    article = make_article(live=False, title="Le chlore")
    editor.post(f"{SOCIAL}articles/{article.pk}/", choices(board, text="À lire : {title}"))
    article.save_revision(approved_go_live_at=clock.now() - timedelta(minutes=1))

    call_command("publish_scheduled")
    send_due(now=clock.now())

    assert NoticeBoardPost.objects.get().text.startswith("À lire : Le chlore")


def test_a_template_that_means_nothing_is_not_saved(editor: Client, board: Channel) -> None:
    article = make_article(live=False)

    answer = editor.post(f"{SOCIAL}articles/{article.pk}/", choices(board, text="{nothing}"))

    assert answer.status_code == 422
    assert not ArticleChannel.objects.exists()


def test_a_journalist_chooses_for_their_own_articles_only(sign_in: SignIn, board: Channel) -> None:
    journalist = sign_in(Role.JOURNALIST)
    own = make_article(live=False, owner=User.objects.order_by("-pk").first())
    other = make_article(live=False)

    assert journalist.get(f"{SOCIAL}articles/{own.pk}/").status_code == 200
    assert journalist.get(f"{SOCIAL}articles/{other.pk}/").status_code != 200


def posted(editor: Client, board: Channel, **fields: object) -> ArticlePage:
    article = make_article(**fields)
    if not Delivery.objects.filter(page_id_then=article.pk).exists():
        editor.post(f"{SOCIAL}articles/{article.pk}/channels/{board.pk}/follow/", {"do": "post"})
    send_due(now=clock.now())
    return article


def test_a_post_is_corrected_and_withdrawn_from_the_article(editor: Client, board: Channel) -> None:
    article = posted(editor, board, title="Nuits de torche")
    follow = f"{SOCIAL}articles/{article.pk}/channels/{board.pk}/follow/"
    assert "Nuits de torche" in NoticeBoardPost.objects.get().text
    assert NoticeBoardPost.objects.get().taken_down_at is None

    ArticlePage.objects.filter(pk=article.pk).update(title="Nuits sans torche")
    editor.post(follow, {"do": "correct"})
    send_due(now=clock.now())
    assert "Nuits sans torche" in NoticeBoardPost.objects.get().text

    editor.post(follow, {"do": "withdraw"})
    editor.post(follow, {"do": "withdraw"})
    send_due(now=clock.now())
    assert NoticeBoardPost.objects.get().taken_down_at is not None
    assert only_delivery(Operation.DELETE).state == DeliveryState.SENT


class Refusing(NoticeBoard):
    """A board that takes nothing."""

    def create(self, post: Post, prepared: Prepared, *, marker: object) -> Remote:
        raise Rejected("No torches here.")


def test_what_was_refused_is_shown_first_and_goes_once_it_is_mended(
    editor: Client, board: Channel
) -> None:
    with override("noticeboard", Refusing):
        article = posted(editor, board, title="=Nuits de torche")
    delivery = only_delivery()
    assert delivery.state == DeliveryState.REJECTED
    home = editor.get("/desk/").content.decode()
    assert "Nuits de torche" in home
    assert f"/deliveries/{delivery.pk}/" in home
    assert "No torches here." in page_of(editor, f"deliveries/{delivery.pk}/")
    assert "No torches here." in page_of(editor, f"articles/{article.pk}/")

    editor.post(f"{SOCIAL}channels/{board.pk}/retry/")
    send_due(now=clock.now())

    assert only_delivery().state == DeliveryState.SENT
    assert NoticeBoardPost.objects.count() == 1
    shown = page_of(editor, f"deliveries/{delivery.pk}/")
    assert "/notice-board/#post-" in shown


def test_the_log_is_searched_filtered_and_taken_along(editor: Client, board: Channel) -> None:
    with override("noticeboard", Refusing):
        posted(editor, board, title="=Nuits de torche")
    posted(editor, board, title="Le chlore")

    assert "chlore" not in page_of(editor, "log/?q=torche")
    assert "torche" not in page_of(editor, "log/?state=sent")
    assert "torche" in page_of(editor, f"log/?channel={board.pk}&state=rejected")
    answer = editor.get(f"{SOCIAL}log/?export=csv")
    lines = b"".join(answer.streaming_content).decode()
    # A spreadsheet would compute a headline that begins so.
    assert "'=Nuits de torche" in lines
    assert "Le chlore" in lines


def test_the_log_is_searched_in_the_words_that_the_desk_shows(
    editor: Client, board: Channel
) -> None:
    with override("noticeboard", Refusing):
        refused = posted(editor, board, title="Nuits de torche")
    late = posted(editor, board, title="Le chlore")
    Delivery.objects.filter(page_id_then=late.pk).update(reason=stored(wording.LATE))
    with translation.override("fr"):
        word = in_words(wording.LATE).split()[-1].rstrip(".").upper()
        found = page_of(editor, f"log/?q={word}")

    assert late.title in found
    assert refused.title not in found
    # What a network said is found as it was said.
    assert refused.title in page_of(editor, "log/?q=TORCHES+here")


def test_what_waits_is_moved_and_nothing_else(editor: Client, board: Channel) -> None:
    sent = posted(editor, board)
    tomorrow = clock.now() + timedelta(days=1)
    later = make_article()
    Delivery.objects.exclude(page_id_then=sent.pk).delete()
    editor.post(
        f"{SOCIAL}old/",
        {
            "articles": [later.pk],
            "channels": [board.pk],
            "begins_at": f"{tomorrow:%Y-%m-%dT%H:%M}",
            "spacing_minutes": "60",
        },
    )
    waiting = Delivery.objects.get(page_id_then=later.pk)
    assert waiting.state == DeliveryState.WAITING
    day = (tomorrow + timedelta(days=3)).date()

    editor.post(f"{SOCIAL}deliveries/{waiting.pk}/day/", {"day": day.isoformat()})
    before = Delivery.objects.get(page_id_then=sent.pk).send_at
    editor.post(
        f"{SOCIAL}deliveries/{Delivery.objects.get(page_id_then=sent.pk).pk}/day/",
        {"day": day.isoformat()},
    )

    waiting.refresh_from_db()
    assert waiting.send_at.date() - day in (timedelta(0), timedelta(days=-1))
    assert Delivery.objects.get(page_id_then=sent.pk).send_at == before
    month = page_of(editor, f"calendar/?day={day:%Y-%m-%d}")
    assert f"/deliveries/{waiting.pk}/day/" in month


def test_old_articles_go_out_one_after_the_other(editor: Client, board: Channel) -> None:
    articles = [make_article() for _number in range(4)]
    Delivery.objects.all().delete()
    begins = clock.now() + timedelta(hours=2)
    # What is promised to somebody else until then is nothing for everybody.
    ArticlePage.objects.filter(pk=articles[1].pk).update(embargo_until=begins + timedelta(days=1))

    editor.post(
        f"{SOCIAL}old/",
        {
            "articles": [each.pk for each in articles],
            "channels": [board.pk],
            "begins_at": f"{begins:%Y-%m-%dT%H:%M}",
            "spacing_minutes": "90",
        },
    )

    hours = list(Delivery.objects.order_by("send_at").values_list("send_at", flat=True))
    assert [late - early for early, late in pairwise(hours)] == [timedelta(minutes=90)] * 2


def test_an_evergreen_is_begun_listed_and_ended(editor: Client, board: Channel) -> None:
    article = make_article(title="Comprendre la rade")
    again = f"{SOCIAL}articles/{article.pk}/again/"

    editor.post(again, {"every_days": "30", "most": "3", "until": ""})
    assert "Comprendre la rade" in page_of(editor, "again/")
    editor.post(again, {"do": "end"})

    assert not ArticleShare.objects.exists()


def test_everything_is_paused_and_goes_on(administrator: Client, board: Channel) -> None:
    administrator.post(f"{SOCIAL}pause/", {"do": "pause"})
    posted(administrator, board)
    assert only_delivery().state == DeliveryState.WAITING
    assert 'value="resume"' in page_of(administrator, "")

    administrator.post(f"{SOCIAL}pause/", {"do": "resume"})
    send_due(now=clock.now())

    assert only_delivery().state == DeliveryState.SENT


def test_a_removed_channel_keeps_its_log_and_takes_back_what_waits(
    administrator: Client, board: Channel
) -> None:
    switch = f"{SOCIAL}channels/{board.pk}/switch/"
    administrator.post(switch, {"do": "pause"})
    posted(administrator, board, title="Le chlore")

    administrator.post(switch, {"do": "remove"})

    assert only_delivery().state == DeliveryState.CANCELLED
    assert "Le chlore" in page_of(administrator, "log/")
    assert administrator.get(f"{SOCIAL}channels/{board.pk}/").status_code == 404


def test_what_is_looked_at_changes_nothing(editor: Client, board: Channel) -> None:
    article = make_article()
    for path in ("decide", "move", "day"):
        assert editor.get(f"{SOCIAL}deliveries/1/{path}/").status_code == 405
    assert editor.get(f"{SOCIAL}channels/{board.pk}/retry/").status_code == 405
    assert editor.get(f"{SOCIAL}articles/{article.pk}/again/").status_code == 405


def test_the_editor_of_an_article_says_where_it_goes(editor: Client, board: Channel) -> None:
    article = make_article(live=False)

    page = editor.get(f"/desk/pages/{article.pk}/edit/").content.decode()

    assert f"{SOCIAL}articles/{article.pk}/" in page
    assert "Tableau" in page


def test_figures_count_what_was_sent(editor: Client, board: Channel) -> None:
    posted(editor, board)

    assert f"{clock.now():%d}" in page_of(editor, "figures/")
