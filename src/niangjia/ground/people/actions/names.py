"""The index of names: pinyin for sorting, and tokens for finding by any one or two neighbouring characters.

Tokens of 张三丰: `张 三 丰 张三 三丰 py:zsf`. SQLite keeps them in a contentless FTS5 table. PostgreSQL keeps pairs and initials
in a text array under GIN, and for each single character lists of the persons who have it, one for each `PART` of keys: a
frequent character is in ten thousand names, and to look each of them up in a table costs more than to read a few lists.
Trigram indexes find nothing for two characters. Readings of a name are those of a surname first (单 shan, 仇 qiu).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import polars as pl
from django.db import connection
from pypinyin import Style, lazy_pinyin

from niangjia.ground.people.rules import bare_name
from niangjia.kit import rows

PART = 16_384
"""Keys of persons that share the lists of characters on PostgreSQL."""

SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "查": "zha", "任": "ren", "区": "ou", "朴": "piao", "盖": "ge",
    "纪": "ji", "翟": "zhai", "覃": "qin", "召": "shao", "缪": "miao", "乐": "yue", "尹": "yin", "员": "yun", "种": "chong",
    "重": "chong", "秘": "bi", "冼": "xian", "折": "she", "黑": "he", "洗": "xian", "繁": "po", "阚": "kan", "郇": "xun",
    "那": "na", "褚": "chu", "谌": "chen", "瞿": "qu", "隗": "wei", "宓": "mi", "逄": "pang", "俞": "yu", "贾": "jia",
    "万": "wan", "石": "shi", "沈": "shen", "曲": "qu", "薄": "bo", "卜": "bu", "车": "che", "葛": "ge", "华": "hua",
    "过": "guo", "牟": "mou", "莘": "shen", "殷": "yin", "应": "ying", "于": "yu", "宁": "ning", "柏": "bai", "晟": "cheng",
    "尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "宰父": "zaifu", "澹台": "tantai", "鲜于": "xianyu", "令狐": "linghu",
    "单于": "chanyu", "皇甫": "huangfu", "宇文": "yuwen", "夏侯": "xiahou", "呼延": "huyan", "乐正": "yuezheng",
}  # fmt: skip


@lru_cache(maxsize=30_000)
def _reading(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    said = lazy_pinyin(character, style=Style.NORMAL, errors="ignore")
    return "".join(letter for letter in "".join(said).lower() if "a" <= letter <= "z")


def _readings(name: str) -> list[str]:
    for length in (2, 1):
        said = SURNAMES.get(name[:length])
        if said and len(name) > length:
            return [said, *(_reading(one) for one in name[length:])]
    return [_reading(one) for one in name]


@lru_cache(maxsize=200_000)
def pinyin_of(name: str) -> str:
    """Full pinyin of a name in lower-case letters without spaces, at most 120: the sort key."""
    return "".join(_readings(name))[:120]


def initials_of(name: str) -> str:
    """First letter of each character's reading: 张三丰 → zsf."""
    if name[:2] in SURNAMES and len(name) > 2:
        return "".join(_reading(one)[:1] for one in name)
    return "".join(said[:1] for said in _readings(name))


def tokens_of(name: str) -> list[str]:
    """What a name is found by: every character, every pair of neighbours, and `py:` with the initials; none twice."""
    plain = list(bare_name(name))
    pairs = [first + second for first, second in pairwise(plain)]
    initials = initials_of(name)
    return list(dict.fromkeys([*plain, *pairs, *([f"py:{initials}"] if initials else [])]))


@lru_cache(maxsize=200_000)
def token_text(name: str) -> str:
    """The tokens as the name tables of the database at hand take them: words for SQLite; for PostgreSQL an array of
    those that are longer than a character, a tabulator, the characters."""
    tokens = tokens_of(name)
    if not rows.on_postgres():
        return " ".join(tokens)
    quoted = (token.replace("\\", "\\\\") for token in tokens if len(token) > 1)
    return "{" + ",".join(f'"{token}"' for token in quoted) + "}\t" + "".join(dict.fromkeys(bare_name(name)))


def index_names(named: Iterable[tuple[int, str]]) -> None:
    """Put many persons' names in: (id, name). The ids are new to the index."""
    pairs = [(number, token_text(name)) for number, name in named]
    index_tokens(pl.DataFrame(pairs, schema={"id": pl.Int64, "tokens": pl.String}, orient="row"))


def index_tokens(frame: pl.DataFrame) -> None:
    """Put ready token texts in: columns `id` and `tokens`."""
    if not rows.on_postgres():
        rows.insert("people_name_fts", frame.select(pl.col("id").alias("rowid"), "tokens"))
        return
    halves = pl.col("tokens").str.split_exact("\t", 1).struct.rename_fields(["tokens", "letters"])
    frame = frame.select(halves, person_id="id").unnest("tokens")
    rows.insert("people_name_gram", frame.select("person_id", "tokens"))
    letters = (
        frame.select("person_id", letter=pl.col("letters").str.extract_all("(?s).")).explode("letter").drop_nulls()
    )
    lists = letters.group_by("letter", part=pl.col("person_id") // PART).agg(ids=pl.col("person_id").cast(pl.String))
    rows.insert("people_name_letter", lists.with_columns(ids="{" + pl.col("ids").list.join(",") + "}"))


def unindex_names(named: Iterable[tuple[int, str]]) -> None:
    """Take many persons out: (id, name as it was put in)."""
    pairs = list(named)
    if rows.on_postgres():
        rows.delete("people_name_gram", [number for number, _ in pairs], key="person_id")
        _unlist_letters(pairs)
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO people_name_fts (people_name_fts, rowid, tokens) VALUES ('delete', %s, %s)",
            [(number, token_text(name)) for number, name in pairs],
        )


def _unlist_letters(pairs: Sequence[tuple[int, str]]) -> None:
    """Take persons off the lists of their characters; the lists are locked in order of key, empty ones go."""
    places = sorted({(letter, number // PART) for number, name in pairs for letter in bare_name(name)})
    asked = "SELECT * FROM unnest(%s::text[], %s::bigint[]) AS asked (letter, part)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.id FROM people_name_letter l JOIN ({asked}) a USING (letter, part) ORDER BY l.id FOR UPDATE OF l",  # noqa: S608
            [[letter for letter, _ in places], [part for _, part in places]],
        )
        held = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE people_name_letter SET ids = ARRAY("
            "SELECT one FROM unnest(ids) AS one WHERE one NOT IN (SELECT unnest(%s::bigint[]))) WHERE id = ANY(%s)",
            [[number for number, _ in pairs], held],
        )
        cursor.execute("DELETE FROM people_name_letter WHERE id = ANY(%s) AND ids = '{}'", [held])


def unindex_name(number: int, old: str) -> None:
    """Take one person out of the index; `old` is the name that was put in."""
    unindex_names([(number, old)])


def reindex_name(number: int, old: str, new: str) -> None:
    """Replace one person's tokens after a change of name."""
    unindex_names([(number, old)])
    index_names([(number, new)])
