// screens: makes the README's screenshots in docs/screens, at a desktop's and a phone's width.
// A large picture fails: the repository keeps every version of each for ever.

import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { desktop, launch, phone } from './harness/browser.mjs'
import { startSite } from './harness/site.mjs'
import { ask, openFirstResult, signIn } from './harness/steps.mjs'

const folder = resolve(import.meta.dirname, '../docs/screens')
const largest = 150_000

const pictures = {
  home: (page) => page.goto('/'),
  zoek: async (page) => {
    await page.goto('/')
    await ask(page, 'fysiotherapeut')
  },
  aanbod: async (page) => {
    await page.goto('/')
    await ask(page, 'huisarts')
    await openFirstResult(page)
  },
  'wie-nu': (page) => page.goto('/wie-nu?area=WK990101'),
  land: (page) => page.goto('/land'),
  regio: (page) => page.goto('/regio/rivierenzoom'),
  wijk: (page) => page.goto('/wijk/oevermonde-west'),
}

// What somebody sees who works here, by the name of one of the invented people.
const atWork = {
  'werk-aanbod': ['Gerda Kleibakker', '/werk/aanbod'],
  capaciteit: ['Hedwig Waardemaker', '/werk/capaciteit#lijst'],
  plaatsing: ['Kees Bandijker', '/werk/plaatsing'],
  vragen: ['Bilal Steenoven', '/werk/plaatsing/vragen#wacht'],
  knelpunten: ['Esra Hoogwater', '/werk/knelpunten'],
  afspraken: ['Gerda Kleibakker', '/werk/afspraken'],
  netwerk: ['Esra Hoogwater', '/werk/netwerk'],
  logboek: ['Loubna Ooiwaarder', '/werk/logboek'],
}
for (const [name, [who, path]] of Object.entries(atWork)) {
  pictures[name] = async (page) => {
    await signIn(page, who)
    await page.goto(path)
  }
}

const site = await startSite()
const browser = await launch()
try {
  await mkdir(folder, { recursive: true })
  for (const window of [desktop, phone]) {
    for (const [name, come] of Object.entries(pictures)) {
      const context = await browser.newContext({ ...window, baseURL: site.url, locale: 'nl-NL', timezoneId: 'Europe/Amsterdam', reducedMotion: 'reduce' })
      const page = await context.newPage()
      await come(page)
      await page.evaluate(() => document.fonts.ready)
      const picture = await page.screenshot({ type: 'png' })
      const file = `${name}-${window.viewport.width}.png`
      if (picture.length > largest) throw new Error(`${file} is ${picture.length} bytes; at most ${largest}`)
      await writeFile(join(folder, file), picture)
      console.log(`${String(picture.length).padStart(7)} docs/screens/${file}`)
      await context.close()
    }
  }
} finally {
  await browser.close()
  await site.stop()
}
