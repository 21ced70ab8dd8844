"""On real servers: a film stands with its words, keeps them when they change, and goes."""

from contextlib import ExitStack

import pytest
from fault_proxy import FaultProxy
from films import film_bytes, make_recording
from posting import make_marker, make_post, unsaved_channel
from servers import bluesky_pds, snac, synapse

from obole.social.networks.calling import neighbours
from obole.social.networks.registry import network_of
from obole.social.rules.network import NotOffered
from obole.social.rules.recordings import MP4
from obole.social.rules.vocabulary import Method

CONTENT = film_bytes(filling=300_000)
SERVERS = {
    "bluesky": (bluesky_pds.bluesky_server, bluesky_pds.missing),
    "snac": (snac.snac_server, snac.missing),
    "synapse": (synapse.synapse_server, synapse.missing),
}


@pytest.fixture(params=SERVERS)
def server(request, tmp_path):
    start, missing = SERVERS[request.param]
    if missing():
        pytest.skip(missing())
    with ExitStack() as stack:
        # A Bluesky server tells its own address, which must be one that we may reach.
        proxy = stack.enter_context(FaultProxy().serving())
        public = {"public_origin": proxy.origin} if request.param == "bluesky" else {}
        found = stack.enter_context(start(tmp_path, **public))
        found.reached_at = proxy.origin
        proxy.upstream = found.origin
        stack.enter_context(neighbours(proxy.origin))
        yield found


def film_of(server):
    """Return type, description and content of the one film that stands there."""
    match server:
        case bluesky_pds.BlueskyServer():
            (record,) = [each for each in server.records() if each.value.reply is None]
            embed = record.value.embed
            blob = server.client.com.atproto.sync.get_blob(
                {"did": server.did, "cid": embed.video.ref.link}
            )
            return embed.video.mime_type, embed.alt, blob
        case snac.SnacServer():
            (status,) = server.statuses()
            (film,) = status.media_attachments
            return f"{film.type}/mp4", film.description, server.fetched(film.url)
        case synapse.SynapseServer():
            (event,) = server.messages()
            content = event["content"]
            alt_text = content["org.matrix.msc1767.alt_text"]
            return content["info"]["mimetype"], alt_text, server.fetched(content["url"])


@pytest.mark.django_db
def test_a_film_stands_as_it_was_sent_and_follows_its_post(server):
    channel = unsaved_channel(
        server.kind, secrets=server.secrets, **server.options(server.reached_at)
    )
    network, marker = network_of(channel), make_marker()
    film = make_recording(CONTENT)
    fields = {"method": Method.VIDEO, "card": False, "recording": film}
    post = make_post(marker=marker, **fields)

    assert MP4 in (network.check().limits.recordings or network.abilities.recordings)
    prepared = network.prepare(post, marker=marker)
    remote = network.create(post, prepared, marker=marker)

    assert film_of(server) == (MP4, film.alt_text, CONTENT)
    assert network.find(post, marker=marker, prepared=prepared).id == remote.id
    if not network.abilities.updates_by_reply:
        changed = make_post(marker=marker, title="Rectifié", **fields)
        network.update(remote, changed, prepared, marker=make_marker())
        assert "Rectifié" in server.standing()[0].said
        assert film_of(server) == (MP4, film.alt_text, CONTENT)
    try:
        network.delete(remote, marker=make_marker())
    except NotOffered:
        assert isinstance(server, snac.SnacServer)
    else:
        assert server.standing() == []
