"""Copy the few files that pages load out of node_modules into static; strip source maps, which collectstatic would chase."""

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "src/niangjia/fronts/shell/static/vendored"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "@tabler/icons-webfont/dist/tabler-icons.min.css": "tabler-icons.min.css",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2": "fonts/tabler-icons.woff2",
    "weui/dist/style/weui.min.css": "weui.min.css",
    "echarts/dist/echarts.min.js": "echarts.min.js",
}
SPRITE = (ROOT / "src/niangjia/fronts/mobile/icons.txt").read_text().split()


def copy(source: str, target: str) -> None:
    """Copy one file; text loses its source-map comment and the fonts that we do not ship."""
    place = TARGET / target
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.suffix in {".css", ".js"}:
        text = (MODULES / source).read_text(encoding="utf-8")
        text = re.sub(r"/[/*][#@]\s*sourceMappingURL=[^\n*]*(\*/)?", "", text)
        text = re.sub(r",url\([^)]*\.(?:woff|ttf)[^2)]*\)\s*format\([^)]*\)", "", text)
        place.write_text(text, encoding="utf-8")
    else:
        shutil.copyfile(MODULES / source, place)


WEUI_KEPT = ("weui-btn",)
"""Families of WeUI that our pages use. Its whole sheet is 188 KB; a page on a phone may weigh 150 with everything."""


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Top-level blocks of a minified sheet: what stands before the brace, and what is in it."""
    start = 0
    while (opened := css.find("{", start)) >= 0:
        depth, end = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[start:opened].strip(), css[opened + 1 : end - 1]
        start = end


def needed(selector: str) -> bool:
    """Whether a selector is about plain elements, modes and tokens, or about a family that we use."""
    classes = re.findall(r"\.(weui-[a-z-]+)", selector)
    return all(any(one.startswith(kept) for kept in WEUI_KEPT) for one in classes)


def cut(css: str) -> str:
    """The sheet without the rules that none of our pages uses."""
    kept = []
    for head, body in blocks(css):
        if head.startswith(("@media", "@supports")):
            inner = cut(body)
            kept.append(f"{head}{{{inner}}}" if inner else "")
        elif head.startswith("@"):
            continue  # moving pictures and fonts of families that we do not use
        else:
            selectors = [one for one in re.split(r",(?![^(]*\))", head) if needed(one)]
            kept.append(f"{','.join(selectors)}{{{body}}}" if selectors else "")
    return "".join(kept)


def sprite() -> None:
    """One file with the outline icons that phones need, a few kilobytes in all."""
    symbols = []
    for name in SPRITE:
        body = (MODULES / f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
        paths = "".join(
            p for p in re.findall(r"<(?:path|circle|rect|line)[^>]*/>", body) if 'd="M0 0h24v24H0z"' not in p
        )
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>')
    (TARGET / "icons.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>', encoding="utf-8"
    )


def divisions() -> None:
    """The published administrative divisions: for each county its towns and streets, one small file a province."""
    data = MODULES / "china-division/dist"
    names = {}
    for level in ("provinces", "cities", "areas"):
        for row in json.loads((data / f"{level}.json").read_text(encoding="utf-8")):
            names[row["code"]] = row["name"]
    streets: dict[str, dict[str, dict[str, str]]] = {}
    for row in json.loads((data / "streets.json").read_text(encoding="utf-8")):
        streets.setdefault(row["code"][:2], {}).setdefault(row["areaCode"], {})[row["code"]] = row["name"]
    folder = TARGET / "divisions"
    folder.mkdir(parents=True, exist_ok=True)
    for province, counties in streets.items():
        table = {
            "names": {code: name for code, name in names.items() if code.startswith(province)},
            "counties": counties,
        }
        (folder / f"{province}.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")


def squeeze() -> None:
    """A .gz and a .br beside each text that browsers load, made once here instead of on every request."""
    for place in TARGET.rglob("*"):
        if place.suffix in {".css", ".js", ".svg"} and place.parent.name != "test":
            content = place.read_bytes()
            place.with_name(place.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
            place.with_name(place.name + ".br").write_bytes(brotli.compress(content))


if __name__ == "__main__":
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, target in FILES.items():
        copy(source, target)
    weui = TARGET / "weui.min.css"
    weui.write_text(cut(weui.read_text(encoding="utf-8")), encoding="utf-8")
    sprite()
    divisions()
    axe = MODULES / "axe-core/axe.min.js"
    if axe.exists():
        copy("axe-core/axe.min.js", "test/axe.min.js")
    squeeze()
