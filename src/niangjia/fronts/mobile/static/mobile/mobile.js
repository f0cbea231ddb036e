/* Small comforts on pages that work without them: one press one act, the summary of errors takes the focus, a line when offline. */
(function () {
  'use strict'
  document.addEventListener('submit', function (event) {
    var form = event.target
    if (form.method !== 'post' || event.defaultPrevented) return // kept back for want of a network: the next press has to go through
    if (form.dataset.sent) { event.preventDefault(); return }
    if (form.dataset.stays === undefined) form.dataset.sent = '1'
    window.setTimeout(function () { delete form.dataset.sent }, 8000)
  })
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent })
  })

  function offline () {
    var line = document.getElementById('offline')
    if (line) line.hidden = navigator.onLine !== false
  }
  window.addEventListener('offline', offline)
  window.addEventListener('online', offline)

  // Without a network a form would be lost in an error page of the browser: keep it, say so, and let it be sent again.
  document.addEventListener('submit', function (event) {
    if (navigator.onLine !== false) return
    event.preventDefault()
    delete event.target.dataset.sent
    offline()
    document.getElementById('offline').focus()
  }, true)

  document.addEventListener('click', function (event) {
    var print = event.target.closest('[data-print]')
    if (print) window.print()
  })

  document.addEventListener('DOMContentLoaded', function () {
    offline()
    document.querySelectorAll('[data-with-script]').forEach(function (part) { part.hidden = false })
    var focus = document.querySelector('[data-take-focus]')
    if (focus) focus.focus()
  })
})()
