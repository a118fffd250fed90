// language: somebody who does not read Dutch finds help, in each language, on a telephone.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, namesANumber, readsAloud } from '../harness/checks.mjs'

const languages = { en: 'English', tr: 'Türkçe', ar: 'العربية', pl: 'Polski', uk: 'Українська' }

/** Chooses a language by its own name, as it stands in the menu at the top. */
async function choose(page, name) {
  await page.locator('.languages summary').click()
  await page.locator('.languages').getByRole('button', { name, exact: true }).click()
  await page.waitForLoadState()
}

for (const [code, name] of Object.entries(languages)) {
  for (const [size, window] of Object.entries({ phone, 'without script': { ...desktop, javaScriptEnabled: false } })) {
    walk(`${name}, ${size}: from the first page to a service`, window, async ({ page }) => {
      const sound = async () => {
        assert.equal(await page.locator('html').getAttribute('lang'), code)
        assert.equal(await page.locator('html').getAttribute('dir'), code === 'ar' ? 'rtl' : null)
        if (window === phone) {
          await readsAloud(page)
          await namesANumber(page)
          await fits(page)
          await accessible(page)
        }
      }
      await page.goto('/')
      await choose(page, name)
      await sound()
      await page.locator('main .tile').first().click()
      await page.waitForLoadState()
      await sound()
      assert.ok(await page.locator('.results li').count() > 0, 'something is found')
      assert.ok(await page.locator('main [lang=nl]').count() > 0, 'names that people gave stay Dutch and say so')
      await page.locator('.results a').first().click()
      await page.waitForLoadState()
      await sound()
      await page.goto('/wie-nu')
      await sound()
      await choose(page, 'Nederlands')
      assert.equal(await page.locator('html').getAttribute('lang'), 'nl')
      assert.match(page.url(), /\/wie-nu$/, 'the page stays the same')
    })
  }
}
