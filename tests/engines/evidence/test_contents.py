"""What comes in is recognised by its content, made harmless or refused with a sentence, quickly and in little memory (G19)."""

from __future__ import annotations

import io
import subprocess
import sys
import time

import pytest
from PIL import Image

from niangjia.engines.evidence import contents, reasons
from tests.engines.evidence import evil

MOST_MEMORY = 200 * 1024


@pytest.mark.parametrize("name", evil.REFUSED)
def test_what_means_harm_is_refused(name):
    make, code = evil.REFUSED[name]
    data = make()
    began = time.process_time()
    with pytest.raises(contents.Unfit) as unfit:
        contents.read(data)
    assert unfit.value.code == code
    assert time.process_time() - began < 1
    assert reasons.sentence(code, megabytes=1, most=1).endswith("。")


@pytest.mark.parametrize("name", evil.TAKEN)
def test_what_is_taken_is_harmless(name):
    make, media_type = evil.TAKEN[name]
    began = time.process_time()
    content = contents.read(make())
    assert content.media_type == media_type
    assert evil.CANARY not in content.data
    assert evil.CANARY not in content.thumbnail
    assert time.process_time() - began < 1.5
    if media_type.startswith("image/"):
        again = Image.open(io.BytesIO(content.data))
        assert max(again.size) <= 3000
        assert dict(again.getexif()) == {}
        assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    if content.thumbnail:
        assert max(Image.open(io.BytesIO(content.thumbnail)).size) <= 720


def test_the_control_really_carries_secrets():
    """Control: before it is drawn anew the picture holds what must not be kept."""
    assert evil.CANARY in evil.photo_with_secrets()
    assert evil.CANARY in evil.png_with_secrets()
    assert Image.open(io.BytesIO(evil.photo_with_secrets())).getexif().get_ifd(0x8825)


def test_a_photo_stands_upright():
    content = contents.read(evil.photo_with_secrets())
    assert Image.open(io.BytesIO(content.data)).size == (400, 600)


def test_without_the_look_at_names_a_hidden_script_would_come_in(monkeypatch):
    monkeypatch.setattr(contents, "_acts", lambda data: False)
    make, _code = evil.REFUSED["pdf that starts a program"]
    assert contents.read(make()).media_type == "application/pdf"


def test_the_name_of_a_file_counts_for_nothing():
    assert contents.recognise(evil.photo()) == "image/jpeg"
    assert contents.recognise(evil.office()) != contents.recognise(evil.office(main="xl/workbook.xml"))


def test_the_corpus_stays_within_memory():
    """The whole corpus, one after the other, in a process of its own: what it needs at its peak beyond what it starts with."""
    program = (
        "import resource, sys\n"
        "from tests.engines.evidence import evil\n"
        "made = [make() for make, _ in (*evil.REFUSED.values(), *evil.TAKEN.values())]\n"
        "from niangjia.engines.evidence import contents\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for data in made:\n"
        "    try:\n"
        "        contents.read(data)\n"
        "    except contents.Unfit:\n"
        "        pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < MOST_MEMORY


def test_pages_of_a_pdf():
    with contents.opened_pdf(evil.pdf(pages=3)) as book:
        assert len(book) == 3
        assert contents.recognise(contents.single_page(book, 1)) == "application/pdf"
        assert max(contents.drawn_page(book, 2, long_side=500).size) == 500
