/* A form that sends a large file shows how much is sent and can be stopped. Without this script the form works as any other. */
(function () {
  'use strict'
  const size = (bytes) => bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + ' KB' : (bytes / 1048576).toFixed(1) + ' MB'

  function show (form, name, on) { form.querySelectorAll('[data-upload-' + name + ']').forEach((one) => { one.hidden = !on }) }

  function sent (form, done, total) {
    const bar = form.querySelector('progress')
    bar.max = total
    bar.value = done
    const told = form.querySelector('[data-sent]')
    told.textContent = told.dataset.sent.replace('{a}', size(done)).replace('{b}', size(total))
  }

  // What the server says instead of going on stands in the page as if the form had been sent without script.
  function answer (request) {
    const to = request.getResponseHeader('HX-Redirect')
    if (to) { window.location.assign(to); return true }
    const said = new DOMParser().parseFromString(request.responseText, 'text/html').getElementById('main')
    if (!said) return false
    document.getElementById('main').replaceWith(said)
    const focus = said.querySelector('[data-take-focus]') || said
    focus.focus()
    return true
  }

  function send (form, file) {
    const request = new XMLHttpRequest()
    const stay = (event) => event.preventDefault()
    const over = () => {
      window.removeEventListener('beforeunload', stay)
      show(form, 'going', false)
      form.querySelectorAll('[type=submit], [name=file], [name=kind]').forEach((one) => { one.disabled = false })
    }
    request.open('POST', form.action || window.location.href)
    request.setRequestHeader('HX-Request', 'true')
    request.upload.onprogress = (event) => sent(form, event.loaded, event.total)
    request.upload.onload = () => { show(form, 'sending', false); show(form, 'sent', true); form.querySelector('progress').removeAttribute('value') }
    request.onload = () => { window.removeEventListener('beforeunload', stay); if (!answer(request)) { over(); show(form, 'lost', true) } }
    request.onerror = () => { over(); show(form, 'lost', true) }
    request.onabort = () => { over(); show(form, 'stopped', true) }
    const body = new FormData(form)
    form.querySelectorAll('[type=submit], [name=file], [name=kind]').forEach((one) => { one.disabled = true })
    for (const name of ['lost', 'stopped', 'large', 'sent']) show(form, name, false)
    for (const name of ['going', 'sending']) show(form, name, true)
    sent(form, 0, file.size)
    window.addEventListener('beforeunload', stay)
    form.querySelector('[data-cancel]').onclick = () => request.abort()
    request.send(body)
  }

  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!form.matches('form[data-upload]')) return
    const file = form.querySelector('[type=file]').files[0]
    if (!file || file.size <= Number(form.dataset.large)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (file.size > Number(form.dataset.limit)) { show(form, 'large', true); return }
    send(form, file)
  }, true)
})()
