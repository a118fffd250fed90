// keyboard: the citizen's way without a mouse.

import assert from 'node:assert/strict'
import { desktop, walk } from '../harness/walk.mjs'
import { numbers } from '../harness/checks.mjs'
import { tabTo } from '../harness/keyboard.mjs'
import { firstResult } from '../harness/steps.mjs'

walk('skips to what the page is about', desktop, async ({ page }) => {
  await page.goto('/')
  await page.keyboard.press('Tab')
  const skip = page.locator('a:focus')
  assert.match(await skip.getAttribute('href'), /^#/, 'the first stop skips the head of the page')
  await page.keyboard.press('Enter')
  const there = await page.evaluate(() => {
    const target = document.querySelector(location.hash)
    return target !== null && target.closest('main') !== null
  })
  assert.ok(there, 'the skip link leads into the main part')
})

walk('asks and opens a service by Tab and Enter', desktop, async ({ page }) => {
  await page.goto('/')
  await tabTo(page, page.getByLabel('Uw vraag'))
  await page.keyboard.type('huisarts')
  await tabTo(page, page.getByRole('button', { name: 'Zoek hulp' }))
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/zoek($|[?#])/)

  await tabTo(page, firstResult(page))
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/aanbod\/[^/]+$/)

  await numbers(page.getByRole('main')).first().waitFor()
})
