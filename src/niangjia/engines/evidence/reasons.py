"""Words of evidence: for the trail, and why a file is not taken."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS = {
    "evidence.added": _("上传材料"),
    "evidence.opened": _("打开材料"),
    "evidence.removed": _("移除材料"),
    "evidence.expired": _("材料过有效期"),
    "evidence.stacked": _("上传一叠扫描件"),
    "evidence.filed": _("归档扫描件"),
    "evidence.page_opened": _("查看待归档的扫描件"),
    "evidence.thrown": _("丢弃扫描件"),
    "evidence.swept": _("清理没有记录的文件"),
}

SENTENCES = {
    "empty": _("这个文件是空的，请重新选一个。"),
    "large": _("文件太大，一个最多 {megabytes} MB。照片可以先压缩，扫描件用 200 dpi 就够。"),
    "unknown": _("认不出这是什么文件。请上传照片（jpg、png、webp）、PDF、Word（docx）或 Excel（xlsx）。"),
    "old_office": _("这是老格式的 Word 或 Excel 文件，可能带宏。请另存为 docx、xlsx 或 PDF 再传。"),
    "heic": _(
        "这是苹果手机的 HEIC 照片，很多电脑打不开。请在手机“设置、相机、格式”里选“兼容性最佳”，或者用本平台直接拍照。"
    ),
    "damaged": _("这个文件打不开，可能坏了或不完整。请打开原件看看，重新导出再传。"),
    "pixels": _("这张图片的尺寸太大，打不开。请缩小到 5000 万像素以内再传。"),
    "pages": _("这个 PDF 超过 500 页，请拆成几个再传。"),
    "locked": _("这个文件设了密码。请去掉密码再传，平台会加密保存。"),
    "active": _("这个 PDF 里有脚本、附件或会自动运行的内容，为安全没有收下。请打印成普通 PDF 再传。"),
    "macros": _("这个文件里有宏或嵌入的程序，为安全没有收下。请另存为不带宏的文件，或者转成 PDF 再传。"),
    "outside": _("这个文件会去外面的网站取内容，为安全没有收下。请转成 PDF 再传。"),
    "bomb": _("这个文件展开后太大，为安全没有收下。请转成 PDF 再传。"),
    "many": _("这里的材料已经有 {most} 份，请先移除不用的。"),
}


def sentence(code: str, **values: Any) -> str:
    """Why a file is not taken, and what to do."""
    return str(SENTENCES[code]).format(**values)


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
