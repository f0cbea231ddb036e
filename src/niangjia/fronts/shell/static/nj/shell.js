/* Small conveniences on top of pages that work without them: keys, menus, focus, selection, passwords. No inline code anywhere. */
(function () {
  'use strict'
  const typing = (element) => element && ((/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio|button|submit)$/.test(element.type)) || element.isContentEditable)

  // Keys: "/" searches, "?" lists the keys; a button that shows its letter answers to it. Never inside a field.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      document.querySelectorAll('details[data-menu][open]').forEach((menu) => { menu.open = false; menu.querySelector('summary').focus() })
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return
    if (event.key === '/') {
      const find = document.querySelector('[data-find]')
      if (find) { event.preventDefault(); find.focus(); find.select() }
    } else if (event.key === '?') {
      const keys = document.getElementById('keys')
      if (keys && keys.showModal) { event.preventDefault(); keys.showModal() }
    } else if (event.key.length === 1) {
      const act = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]')
      if (act) { event.preventDefault(); act.click() }
    }
  })

  // Menus close when something else is pressed.
  document.addEventListener('click', (event) => {
    document.querySelectorAll('details[data-menu][open]').forEach((menu) => { if (!menu.contains(event.target)) menu.open = false })
    const opener = event.target.closest('[data-dialog]')
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog)
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal() }
    }
    const dismiss = event.target.closest('[data-dismiss]')
    if (dismiss) dismiss.parentElement.remove()
    const shown = event.target.closest('[data-shows]')
    if (shown) {
      const field = document.getElementById(shown.dataset.shows)
      const hidden = field.type === 'password'
      field.type = hidden ? 'text' : 'password'
      shown.textContent = hidden ? shown.dataset.hide : shown.dataset.show
      shown.setAttribute('aria-pressed', String(hidden))
    }
    const copy = event.target.closest('[data-copy]')
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent.trim())
      copy.textContent = copy.dataset.copied
    }
    const known = event.target.closest('[data-login]')
    if (known) {
      document.querySelector('[name=login]').value = known.dataset.login
      document.querySelector('[name=password]').value = known.dataset.password
      document.querySelector('[name=password]').form.querySelector('[type=submit]').focus()
    }
    const print = event.target.closest('[data-print]')
    if (print) window.print()
    const none = event.target.closest('[data-pick-none]')
    if (none) {
      const picks = none.closest('[data-picks]')
      picks.querySelectorAll('[data-pick]').forEach((one) => { one.checked = false })
      count(picks)
      picks.querySelector('[data-pick-all]').focus()
    }
    const up = event.target.closest('[data-move]')
    if (up) move(up)
  })

  // The summary of errors takes the focus; so does the title of a page part that says so.
  function ready (root) {
    const focus = root.querySelector('[data-take-focus]')
    if (focus) focus.focus()
    root.querySelectorAll('[data-picks]').forEach(count)
    if (window.matchMedia('(max-width: 1100px)').matches) root.querySelectorAll('[data-facets]').forEach((facets) => { if (!facets.contains(document.activeElement)) facets.open = false })
    root.querySelectorAll('input[data-some]').forEach((box) => { box.indeterminate = true })
  }

  // A form that says so is sent as soon as something in it changes (facets, page size).
  document.addEventListener('change', (event) => {
    const box = event.target
    if (box.matches('[data-pick-all]')) {
      const table = box.closest('[data-picks]')
      table.querySelectorAll('[data-pick]:not(:disabled)').forEach((one) => { one.checked = box.checked })
    }
    const picks = box.closest('[data-picks]')
    if (picks && box.matches('[data-pick], [data-pick-all]')) count(picks)
    const form = box.closest('form[data-at-once]')
    if (form && !form.hasAttribute('hx-get') && !form.hasAttribute('hx-post')) form.requestSubmit()
  })

  // How many rows are picked: the bar says the number and its acts repeat it.
  function count (picks) {
    const boxes = [...picks.querySelectorAll('[data-pick]:not(:disabled)')]
    const chosen = boxes.filter((box) => box.checked)
    boxes.forEach((box) => box.closest('tr').classList.toggle('is-picked', box.checked))
    const all = picks.querySelector('[data-pick-all]')
    if (all && !all.disabled) { all.checked = boxes.length > 0 && chosen.length === boxes.length; all.indeterminate = chosen.length > 0 && chosen.length < boxes.length; all.classList.toggle('is-some', all.indeterminate) }
    const bar = picks.querySelector('[data-bulk]')
    if (!bar || 'whole' in bar.dataset) return
    bar.hidden = chosen.length === 0
    bar.querySelectorAll('[data-n]').forEach((place) => { place.textContent = chosen.length.toLocaleString('en-US') })
    bar.querySelectorAll('[data-whole-page]').forEach((place) => { place.hidden = chosen.length !== boxes.length })
  }

  // Columns are moved with buttons, so that nobody has to drag.
  function move (button) {
    const row = button.closest('[data-column]')
    const other = button.dataset.move === 'up' ? row.previousElementSibling : row.nextElementSibling
    if (!other || !other.matches('[data-column]')) return
    if (button.dataset.move === 'up') row.parentElement.insertBefore(row, other)
    else row.parentElement.insertBefore(other, row)
    button.focus()
  }

  // Long work: say so after 300 ms, and never lose what was on the screen when the line is gone.
  document.addEventListener('htmx:beforeRequest', (event) => {
    const target = event.detail.target
    target.setAttribute('aria-busy', 'true')
  })
  document.addEventListener('htmx:afterRequest', (event) => { event.detail.target.removeAttribute('aria-busy') })
  document.addEventListener('htmx:afterSwap', (event) => ready(event.detail.target))
  function offline (text) {
    const line = document.getElementById('offline')
    if (line) line.hidden = !text
  }
  document.addEventListener('htmx:sendError', () => offline(true))
  document.addEventListener('htmx:afterOnLoad', () => offline(false))
  window.addEventListener('offline', () => offline(true))
  window.addEventListener('online', () => offline(false))
  document.addEventListener('htmx:responseError', (event) => {
    const toasts = document.getElementById('toasts')
    const said = document.getElementById('failed')
    if (!toasts || !said) return
    const line = said.content.cloneNode(true)
    const number = event.detail.xhr.getResponseHeader('X-Request-Id')
    const place = line.querySelector('[data-number]')
    if (place && number) place.textContent = number
    toasts.replaceChildren(line)
  })

  // One press, one act: a form that was sent is not sent again before it answers.
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (form.method !== 'post' || form.hasAttribute('hx-post')) return
    if (form.dataset.sent) { event.preventDefault(); return }
    form.dataset.sent = '1'
    window.setTimeout(() => { delete form.dataset.sent }, 8000)
  })
  window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((form) => { delete form.dataset.sent }))

  document.addEventListener('DOMContentLoaded', () => ready(document))
})()

/* A union field: names are offered while one types. */
;(function () {
  'use strict'
  let waiting = 0
  document.addEventListener('input', (event) => {
    const field = event.target
    if (!field.dataset || !field.dataset.unitPower) return
    const list = document.getElementById(field.id + '_list')
    if (!list) return
    field.setAttribute('list', list.id)
    window.clearTimeout(waiting)
    waiting = window.setTimeout(async () => {
      const query = new URLSearchParams({ q: field.value, power: field.dataset.unitPower })
      const answer = await fetch('/desk/unions/suggestions/?' + query, { headers: { 'HX-Request': 'true' } })
      if (answer.ok) list.innerHTML = await answer.text()
    }, 200)
  })
})()
