// pages: what holds for every public page, in every window.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, namesANumber, readsAloud, weigh, weightLimit } from '../harness/checks.mjs'
import { ask, openFirstRegion, openFirstResult, openFirstWijk } from '../harness/steps.mjs'

// How a person comes at each page. Only the ways in are fixed addresses; the rest is found by links.
const pages = {
  home: (page) => page.goto('/'),
  search: (page) => page.goto('/zoek'),
  results: async (page) => {
    await page.goto('/')
    await ask(page, 'fysiotherapeut')
  },
  service: async (page) => {
    await page.goto('/')
    await ask(page, 'huisarts')
    await openFirstResult(page)
  },
  'who now': (page) => page.goto('/wie-nu'),
  country: (page) => page.goto('/land'),
  region: async (page) => {
    await page.goto('/land')
    await openFirstRegion(page)
  },
  wijk: async (page) => {
    await page.goto('/land')
    await openFirstRegion(page)
    await openFirstWijk(page)
  },
  accessibility: async (page) => {
    await page.goto('/')
    await page.getByRole('contentinfo').getByRole('link', { name: /toegankelijk/i }).click()
    await page.waitForLoadState()
  },
  privacy: async (page) => {
    await page.goto('/')
    await page.getByRole('contentinfo').getByRole('link', { name: /privacy/i }).click()
    await page.waitForLoadState()
  },
  'not found': async (page, watch) => {
    watch.expect(404)
    await page.goto('/bestaat-niet')
  },
}

const windows = {
  desktop,
  phone,
  dark: { ...phone, colorScheme: 'dark' },
  'forced colours': { ...desktop, forcedColors: 'active' },
}

for (const [name, come] of Object.entries(pages)) {
  for (const [size, window] of Object.entries(windows)) {
    walk(`${name}, ${size}: readable, reachable, no wider than the window`, window, async ({ page, watch }) => {
      await come(page, watch)
      await readsAloud(page)
      await namesANumber(page)
      await fits(page)
      await accessible(page)
    })
  }
  walk(`${name}: still fits when text is twice as large`, { viewport: { width: 640, height: 740 } }, async ({ page, watch }) => {
    await come(page, watch)
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%' })
    await fits(page)
  })
  if (name === 'results' || name === 'not found') continue // an answer to a form has no address to visit; an error has its own rules
  walk(`${name}: weighs at most ${weightLimit / 1000} kB`, phone, async ({ page, context, watch }) => {
    await come(page, watch)
    const first = await context.browser().newContext()
    try {
      const { total, bill } = await weigh(first, page.url())
      assert.ok(total > 1_000, `nothing was weighed:\n${bill}`)
      assert.ok(total <= weightLimit, `${page.url()} weighs ${total} bytes:\n${bill}`)
    } finally {
      await first.close()
    }
  })
}

// Easier reading is a choice that stays, without script and without signing in, on every page.
for (const [name, come] of Object.entries(pages)) {
  if (name === 'not found') continue
  walk(`${name}, phone, easier reading: readable and no wider than the window`, { ...phone }, async ({ page, watch }) => {
    await page.goto('/')
    await page.getByRole('button', { name: 'Makkelijk lezen' }).click()
    await come(page, watch)
    assert.equal(await page.locator('body.simple').count(), 1, 'the choice was forgotten')
    await fits(page)
    await accessible(page)
  })
}
walk('easier reading is switched off where it was switched on', { ...phone, javaScriptEnabled: false }, async ({ page }) => {
  await page.goto('/land')
  await page.getByRole('button', { name: 'Makkelijk lezen' }).click()
  await page.getByRole('button', { name: 'Gewoon lezen' }).click()
  assert.equal(new URL(page.url()).pathname, '/land')
  assert.equal(await page.locator('body.simple').count(), 0)
})
