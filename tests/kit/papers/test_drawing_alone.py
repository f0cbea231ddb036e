"""Drawing changes nothing for the rest of the process."""

from __future__ import annotations

from PIL import ImageFile

from niangjia.kit.papers import Paper, Text, pdf


def test_half_a_picture_stays_half_a_picture() -> None:
    """weasyprint turns the check off on import; evidence would then keep what cannot be looked at."""
    pdf([Paper("notice", "通知", (Text("正文"),))])
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
