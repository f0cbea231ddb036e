"""What a page is held to in Chromium: axe, what axe cannot tell, contrast of every text by our own sum, targets, width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

AXE = Path(__file__).parents[2] / "src/niangjia/fronts/shell/static/vendored/test/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_LOOKS = ["color-contrast", "target-size", "link-in-text-block", "meta-viewport"]
"""Rules whose answer may change with colours and size of type alone; the rest read the same document."""

REVIEWED: dict[str, str] = {
    "color-contrast": "axe gives up on one-character texts and layers; FAINT does the sum for every text",
}
"""Rules of which axe may be unsure, and who answers instead. Everything else that it cannot tell is a finding."""

TOO_SMALL = """(least) => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, summary')]
  .filter((one) => one.offsetParent !== null && !one.closest('.nj-skip') && !one.matches('.nj-skip'))
  .map((one) => { const label = one.closest('label'); const box = (label || one).getBoundingClientRect();
    return [Math.round(box.width), Math.round(box.height), (one.textContent || one.name || '').trim().slice(0, 20)] })
  .filter(([width, height]) => width < least || height < least)"""
SQUEEZED = """() => [...document.querySelectorAll('main dd, main p, main h1, main h2')]
  .filter((one) => one.offsetParent !== null && one.textContent.trim().length > 4
    && one.getBoundingClientRect().width < 3 * parseFloat(getComputedStyle(one).fontSize))
  .map((one) => one.textContent.trim())"""

FAINT = """() => {
  const rgb = (text) => { const c = (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number), whole = text.startsWith('color(') ? 255 : 1
    return [...c.slice(0, 3).map((v) => v * whole), c.length < 4 ? 1 : c[3]] }
  const over = (top, below) => top.slice(0, 3).map((v, n) => v * top[3] + below[n] * (1 - top[3])).concat(1)
  const light = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 }
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b) }
  const ground = (one) => { const layers = []
    for (let at = one; at; at = at.parentElement) { const style = getComputedStyle(at), c = rgb(style.backgroundColor)
      if (style.backgroundImage.includes('gradient')) return null
      if (c[3] > 0) layers.push(c)
      if (c[3] > .99) break }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]) }
  const shown = (one) => { if (!one.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false
    const box = one.getBoundingClientRect(); return box.width > 1 && box.height > 1 }
  const spared = (one) => one.closest('.nj-skip, .visually-hidden, :disabled, [aria-disabled=true], .disabled, script, style, noscript')
  const written = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
  const typed = (one) => one.matches('input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea') && (one.value || one.placeholder)
  return [...document.querySelectorAll('body *')].filter((one) => shown(one) && !spared(one) && (written(one) || typed(one)))
    .map((one) => { const below = ground(one), text = (one.value || one.placeholder || one.textContent).trim().slice(0, 20)
      if (!below) return [0, text, 1]
      const style = getComputedStyle(one, typed(one) && !one.value ? '::placeholder' : null)
      let clear = 1; for (let at = one; at; at = at.parentElement) clear *= parseFloat(getComputedStyle(at).opacity)
      const ink = rgb(style.color); ink[3] *= clear
      const a = light(over(ink, below)), b = light(below), size = parseFloat(style.fontSize)
      const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700)
      return [Math.round(100 * (Math.max(a, b) + .05) / (Math.min(a, b) + .05)) / 100, text, large ? 3 : 4.5] })
    .filter(([ratio, , least]) => ratio < least).map(([ratio, text]) => [ratio, text]) }"""
"""Every shown text, value and placeholder whose contrast is below 4.5 (3 where large), by the colours under it; 0 on a gradient."""


def findings(page: Any, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds, what it cannot tell and nobody has reviewed, and texts that are too faint."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    told = page.evaluate("o => axe.run(document, o)", {"runOnly": only, "resultTypes": ["violations", "incomplete"]})
    found = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in told["violations"]]
    found += [
        f"unsure of {one['id']}: {node['html'][:120]}"
        for one in told["incomplete"]
        if one["id"] not in REVIEWED
        for node in one["nodes"]
    ]
    return found + [f"faint, {ratio}: {text}" for ratio, text in page.evaluate(FAINT)]
