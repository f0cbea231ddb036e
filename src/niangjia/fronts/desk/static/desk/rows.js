/* Lists that are worked off by keyboard: j and k move, x chooses, o opens; a act on the chosen ones takes the row in hand where
   none is chosen. The letters of acts stand on their buttons (shell.js presses them). Lines that may be undone go by themselves. */
(function () {
  'use strict'
  const typing = (element) => element && ((/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio|button|submit)$/.test(element.type)) || element.isContentEditable)
  const rows = () => [...document.querySelectorAll('[data-rows] [data-row]')]
  const current = () => document.querySelector('[data-rows] [data-row].is-here')

  function go (step) {
    const all = rows()
    if (!all.length) return
    const here = current()
    const next = all[Math.min(all.length - 1, Math.max(0, (here ? all.indexOf(here) : step > 0 ? -1 : 0) + step))]
    if (here) here.classList.remove('is-here')
    next.classList.add('is-here')
    const link = next.querySelector('[data-open]')
    if (link) link.focus({ preventScroll: true })
    next.scrollIntoView({ block: 'nearest' })
  }

  function choose (row) {
    const box = row && row.querySelector('[data-pick]:not(:disabled)')
    if (box) box.click()
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return
    if (!document.querySelector('[data-rows] [data-row]')) return
    const key = event.key
    if (key === 'j' || key === 'k') { event.preventDefault(); go(key === 'j' ? 1 : -1) }
    else if (key === 'x') { event.preventDefault(); choose(current()) }
    else if (key === 'X') { event.preventDefault(); const all = document.querySelector('[data-rows] [data-pick-all]:not(:disabled)'); if (all) all.click() }
    else if (key === 'o') { const row = current(); if (row) { event.preventDefault(); row.querySelector('[data-open]').click() } }
    else if ((key === 'a' || key === 'r') && !document.querySelector('[data-rows] [data-pick]:checked') && !document.querySelector('[data-rows] [data-whole]')) {
      const row = current()
      if (row) choose(row)
      else event.stopImmediatePropagation()
    }
  }, true)

  document.addEventListener('focusin', (event) => {
    const row = event.target.closest && event.target.closest('[data-rows] [data-row]')
    if (!row || row.classList.contains('is-here')) return
    const here = current()
    if (here) here.classList.remove('is-here')
    row.classList.add('is-here')
  })

  function fade (root) {
    root.querySelectorAll('[data-gone-after]').forEach((line) => {
      window.setTimeout(() => line.remove(), 1000 * Number(line.dataset.goneAfter))
    })
  }
  document.addEventListener('DOMContentLoaded', () => fade(document))
  document.addEventListener('htmx:afterSwap', (event) => fade(event.detail.target))
})()
