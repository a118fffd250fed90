// walk: one test is one person who walks through the site. Start reading here.
//
// Each file of walks starts one program and one browser; each walk has a window of its own, with no
// memory of the others. Whatever a walk looks at, the guard looks along: nothing leaves the site, no
// script or style is refused, no page answers with an error that the walk did not ask for.

import { after, before, test } from 'node:test'
import { desktop, launch, noBrowser } from './browser.mjs'
import { guard } from './guard.mjs'
import { startSite } from './site.mjs'

export { desktop, phone } from './browser.mjs'

const skip = noBrowser()
let site, browser

before(async () => {
  if (skip) return
  ;[site, browser] = await Promise.all([startSite(), launch()])
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

/**
 * @param {string} name what the person does
 * @param {import('playwright-core').BrowserContextOptions & {byName?: boolean}} window desktop or phone, and what
 *   differs; byName reaches the site as localhost, because browsers keep no passkeys for a number
 * @param {(person: {page, context, watch, url: (path: string) => string, later: (hours: number) => Promise<void>}) => Promise<void>} steps
 */
export function walk(name, { byName, ...window }, steps) {
  test(name, { skip, timeout: 120_000 }, async () => {
    const base = byName ? site.url.replace('127.0.0.1', 'localhost') : site.url
    const context = await browser.newContext({ ...desktop, locale: 'nl-NL', timezoneId: 'Europe/Amsterdam', baseURL: base, ...window })
    context.setDefaultTimeout(15_000)
    try {
      const watch = guard(context, base)
      const page = await context.newPage()
      await steps({ page, context, watch, url: (path) => new URL(path, base).href, later: site.later }).catch(async (error) => {
        error.message += `\n${await seen(page)}`
        throw error
      })
      watch.assertClean()
    } finally {
      await context.close()
    }
  })
}

/** What the person had before them when a walk broke off: where, and the first words of the page. */
async function seen(page) {
  const words = await page.locator('main').innerText({ timeout: 1000 }).catch(() => '(no page)')
  return `the page was ${new URL(page.url()).pathname}: ${words.replace(/\s+/g, ' ').slice(0, 600)}`
}
