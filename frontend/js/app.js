import { initAll } from './govuk-frontend-{govuk-frontend}.min.js'

initAll()

// What has just happened, for people who cannot see it. One region a page, so that a refreshed part
// speaks only when its words have changed.
const announcer = document.getElementById('announcer')
let lastSaid = ''
function say (words) {
  if (announcer && words && words !== lastSaid) {
    lastSaid = words
    announcer.textContent = words
  }
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  const field = document.getElementById(button.dataset.copy)
  const note = document.getElementById(button.dataset.copy + '-said')
  field.select()
  try {
    await navigator.clipboard.writeText(field.value)
    note.textContent = 'Copied'
  } catch {
    note.textContent = 'The link is selected. Copy it with your keyboard'
  }
})

// A refreshing part stops by itself: its last version from the server asks for no further refresh, nobody polls
// behind a hidden tab, and after an hour a person is asked to refresh.
const refreshes = new Map()
const MOST_REFRESHES = 1200

document.addEventListener('htmx:beforeRequest', (event) => {
  const part = event.target.closest('[data-refreshes]')
  if (!part) return
  if (document.hidden) return event.preventDefault()
  const count = (refreshes.get(part.id) || 0) + 1
  refreshes.set(part.id, count)
  if (count > MOST_REFRESHES) {
    event.preventDefault()
    part.querySelector('.no-js-only')?.classList.remove('no-js-only')
  }
})

document.addEventListener('htmx:afterSettle', (event) => {
  say(event.target.closest('[data-say]')?.dataset.say)
})

const lost = () => say('We could not reach Bidbridge. The work will carry on, and this page will try again.')
document.addEventListener('htmx:sendError', lost)
document.addEventListener('htmx:timeout', lost)
