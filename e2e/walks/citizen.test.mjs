// citizen: from words and a place to a service, its hours and its number; and who to call now.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { numbers } from '../harness/checks.mjs'
import { ask, openFirstResult, openFirstRegion, openFirstWijk } from '../harness/steps.mjs'

const windows = {
  'on a desktop': desktop,
  'on a phone': phone,
  'on a phone without script': { ...phone, javaScriptEnabled: false },
}

for (const [where, window] of Object.entries(windows)) {
  walk(`asks for a huisarts ${where} and finds hours and a number`, window, async ({ page }) => {
    await page.goto('/')
    await page.getByRole('heading', { level: 1, name: 'Waar kunnen we u mee helpen?' }).waitFor()
    await ask(page, 'huisarts')
    await openFirstResult(page)

    const days = await page.locator('main').evaluate((main) => {
      const dates = [...main.querySelectorAll('time[datetime]')].map((el) => el.getAttribute('datetime').slice(0, 10))
      return new Set(dates.filter((date) => /^\d{4}-\d\d-\d\d$/.test(date))).size
    })
    assert.ok(days >= 14, `the page tells the hours of 14 days, not of ${days}`)
    await numbers(page.getByRole('main')).first().waitFor()
  })

  walk(`asks who to call now ${where}`, window, async ({ page }) => {
    await page.goto('/wie-nu')
    const form = page.getByRole('main').locator('form').first()
    await form.waitFor()
    const choices = form.locator('select')
    for (let i = 0; i < (await choices.count()); i++) {
      const values = await choices.nth(i).locator('option').evaluateAll((all) => all.map((o) => o.value).filter(Boolean))
      if (values.length) await choices.nth(i).selectOption(values[0])
    }
    await form.locator('button[type=submit], button:not([type])').first().click()
    await page.waitForLoadState()
    assert.equal(new URL(page.url()).pathname, '/wie-nu')
    await numbers(page.getByRole('main')).first().waitFor()
  })

  walk(`goes from the country to a region and a wijk ${where}`, window, async ({ page }) => {
    await page.goto('/land')
    await openFirstRegion(page)
    await openFirstWijk(page)
    await page.getByRole('heading', { level: 1 }).waitFor()
  })
}

walk('keeps a question out of addresses, titles and the history', desktop, async ({ page, context }) => {
  const word = 'schulden'
  const seen = []
  context.on('request', (request) => seen.push(request.url()))
  await page.goto('/')
  await ask(page, word)
  seen.push(page.url(), await page.title())
  assert.deepEqual(seen.filter((text) => text.toLowerCase().includes(word)), [])
})

walk('is told at the field what a postcode looks like', phone, async ({ page, watch }) => {
  watch.expect(422)
  await page.goto('/')
  await page.getByLabel('Uw vraag').fill('huisarts')
  await page.getByLabel(/^Postcode/).fill('12')
  await page.getByRole('button', { name: 'Zoek hulp' }).click()
  await page.getByText('Vul 4 cijfers in').first().waitFor()
  const field = page.getByLabel(/^Postcode/)
  assert.equal(await field.getAttribute('aria-invalid'), 'true')
  assert.equal(await field.inputValue(), '12', 'what was typed still stands there')
})

walk('finds nothing and is told what to do next', phone, async ({ page }) => {
  await page.goto('/')
  await ask(page, 'qzxqzxqzx')
  await page.getByText('We vonden niets').waitFor()
  await numbers(page).first().waitFor()
})
