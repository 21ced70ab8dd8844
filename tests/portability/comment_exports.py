"""Exports of comments made in a test, as small as they can be, in each format."""

import json
import sqlite3
from contextlib import closing


def disqus(*elements, before=""):
    return "\n".join(
        [
            f'{before}<?xml version="1.0" encoding="utf-8"?>',
            '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">',
            *elements,
            "</disqus>",
        ]
    )


def disqus_thread(number, link, *, title="Le port", inside=""):
    return (
        f'<thread dsq:id="{number}"><id/><link>{link}</link><title>{title}</title>'
        f"{inside or '<isDeleted>false</isDeleted>'}</thread>"
    )


def disqus_post(number, *, thread=1, parent=None, message="<p>Merci.</p>", **fields):
    said = {
        "createdAt": "2013-10-10T19:20:29Z",
        "isDeleted": "false",
        "isSpam": "false",
        **fields,
    }
    author = said.pop("name", "Zoé Bel")
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    above = f'<parent dsq:id="{parent}"/>' if parent else ""
    return (
        f'<post dsq:id="{number}"><message><![CDATA[{message}]]></message>{inside}'
        f"<author><name>{author}</name><email>zoe@mail.example</email></author>"
        f'<ipAddress>192.0.2.1</ipAddress><thread dsq:id="{thread}"/>{above}</post>'
    )


def isso_list(*threads):
    """Return what Isso calls the generic format: (address, comments) each."""
    return json.dumps(
        [{"id": address, "title": "Le port", "comments": comments} for address, comments in threads]
    )


def isso_comment(number, **fields):
    return {
        "id": number,
        "author": "Zoé Bel",
        "email": "zoe@mail.example",
        "website": "",
        "remote_addr": "192.0.2.0",
        "created": "2013-10-10 19:20:29",
        "text": "Merci.",
        **fields,
    }


def isso_database(path, *comments, uri="/port/le-quai/", journal="delete"):
    """Write a database as Isso has it: (number, parent, mode, text) each."""
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA journal_mode = {journal}")
        database.executescript(
            """
            CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256), title VARCHAR(256));
            CREATE TABLE comments (tid, id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT,
              modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR,
              email VARCHAR, website VARCHAR, likes INTEGER, dislikes INTEGER, voters BLOB);
            """
        )
        database.execute("INSERT INTO threads VALUES (1, ?, 'Le port')", (uri,))
        for number, parent, mode, text in comments:
            database.execute(
                "INSERT INTO comments VALUES (1, ?, ?, ?, NULL, ?, '192.0.2.0', ?, 'Zoé Bel',"
                " 'zoe@mail.example', NULL, 0, 0, x'00')",
                (number, parent, 1_400_000_000.5 + number, mode, text),
            )
        database.commit()
    return path


def commento(*comments, version=1):
    return json.dumps(
        {
            "version": version,
            "comments": list(comments),
            "commenters": [{"commenterHex": "c1", "email": "zoe@mail.example", "name": "Zoé Bel"}],
        },
        indent=1,
    )


def commento_comment(number, *, parent="root", **fields):
    return {
        "commentHex": number,
        "domain": "old.example",
        "url": "/port/le-quai/",
        "commenterHex": "c1",
        "markdown": "Merci.",
        "html": "",
        "parentHex": parent,
        "state": "approved",
        "creationDate": "2021-03-17T12:09:47.722181Z",
        "deleted": False,
        **fields,
    }


def remark42(*comments, version=1):
    meta = {"version": version, "users": [], "posts": []}
    return "\n".join(json.dumps(each) for each in (meta, *comments)) + "\n"


def remark42_comment(number, *, parent="", **fields):
    return {
        "id": number,
        "pid": parent,
        "text": "<p>Merci.</p>",
        "orig": "Merci.",
        "user": {"name": "Zoé Bel", "id": "u1", "ip": "abcdef", "admin": False},
        "locator": {"site": "gazette", "url": "https://old.example/port/le-quai/"},
        "score": 0,
        "time": "2019-12-25T19:46:01.123456789Z",
        **fields,
    }
