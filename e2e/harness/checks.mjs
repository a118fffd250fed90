// checks: what holds for every page, whatever stands on it.

import assert from 'node:assert/strict'
import axe from 'axe-core'

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549']

/** No violation of WCAG 2.2 AA or EN 301 549 that a machine can find. */
export async function accessible(page) {
  await page.evaluate(axe.source) // by the debugger's way in, so the page's own rules for scripts stay as they are
  const violations = await page.evaluate(async (tags) => {
    const report = await globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] })
    return report.violations
  }, standards)
  const found = violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}\n    ${n.html}\n    ${n.failureSummary}`))
  assert.equal(found.length, 0, `axe objects to ${page.url()}:\n${found.join('\n')}`)
}

/** Nothing sticks out sideways; a table may scroll within a box of its own. */
export async function fits(page) {
  const { wide, room, culprits } = await page.evaluate(() => {
    const room = document.documentElement.clientWidth
    const clipped = (el) => {
      for (let box = el.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== 'visible') return true
      }
      return false
    }
    const culprits = [...document.body.querySelectorAll('*')]
      .filter((el) => el.getBoundingClientRect().right > room + 1 && !clipped(el))
      .slice(0, 5)
      .map((el) => el.outerHTML.slice(0, 120))
    return { wide: document.documentElement.scrollWidth, room, culprits }
  })
  assert.ok(wide <= room, `${page.url()} is ${wide} px wide in a window of ${room}:\n${culprits.join('\n')}`)
}

/** One h1, a title, a language and a main landmark: what a person who listens steers by. */
export async function readsAloud(page) {
  assert.equal(await page.locator('h1').count(), 1, `${page.url()} has one h1`)
  assert.equal(await page.getByRole('main').count(), 1, `${page.url()} has one main landmark`)
  assert.match(await page.locator('html').getAttribute('lang'), /^[a-z]{2}/, 'the page says its language')
  assert.ok((await page.title()).trim(), 'the page has a title')
}

/** The telephone numbers within a part of the page. Invented ones are text: they dial nobody. */
export const numbers = (part) => part.locator('.phone, a[href^="tel:"]')

/** A person in need finds a number on every page for citizens, and an invented one cannot be dialled. */
export async function namesANumber(page) {
  assert.ok((await numbers(page).count()) > 0, `${page.url()} names a telephone number to call`)
  assert.equal(await page.locator('a[href^="tel:"]').count(), 0, `${page.url()} dials a number of the demo`)
}

export const weightLimit = 100_000

/** Adds up what a first visit to path costs on the wire, headers included, in bytes. */
export async function weigh(context, url) {
  const page = await context.newPage()
  const finished = []
  page.on('requestfinished', (request) => finished.push(request))
  // A page that follows what changes is never without a request, so it is weighed when it stands.
  await page.goto(url, { waitUntil: 'load' })
  await page.evaluate(() => document.fonts.ready.then(() => true))
  const sizes = await Promise.all(
    finished.map(async (request) => {
      const { responseBodySize, responseHeadersSize } = await request.sizes()
      return { url: request.url(), bytes: responseBodySize + responseHeadersSize }
    }),
  )
  await page.close()
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  const bill = sizes.map(({ url, bytes }) => `${String(bytes).padStart(8)} ${url}`).join('\n')
  return { total, bill }
}
