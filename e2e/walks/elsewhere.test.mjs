// elsewhere: somebody answers what is asked in another system, and that system is played by the demonstration.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'
import { signIn } from '../harness/steps.mjs'

const well = async (page) => {
  await readsAloud(page)
  await fits(page)
  await accessible(page)
}

for (const [size, window] of Object.entries({ desktop, phone })) {
  walk(`asked next door, answered here, ${size}`, window, async ({ page }) => {
    // Another window may have answered before: the neighbours ask once more.
    await page.goto('/demo/buren')
    await page.getByRole('button', { name: 'Vraag alles opnieuw' }).click()
    await page.waitForURL(/\/demo\/buren\?gedaan=/)
    assert.equal(await page.getByText(/^Wacht op antwoord\./).count(), 2, 'both questions wait')
    await well(page)

    await signIn(page, 'Bilal Steenoven')
    await page.goto('/werk/van-elders')
    assert.ok(await page.getByText('Vraag van Huisartsenpraktijk Turfwaard').first().isVisible())
    await well(page)
    await page.getByRole('main').getByRole('listitem').getByRole('link').first().click()
    await page.waitForURL(/van-elders\/[0-9a-f-]+$/)
    assert.ok(await page.getByText('Mag morgen het ziekenhuis uit').isVisible(), 'the question is read in the other system')
    await well(page)
    await page.getByRole('button', { name: 'Ja, dit kan' }).click()
    await page.waitForURL(/gedaan=ja/)
    assert.ok(await page.getByText('Uw ja is aangekomen').isVisible())

    await page.goto('/demo/buren')
    assert.ok(await page.getByText('Ouderenzorg De Veerstoep zegt ja.').isVisible(), 'the neighbours know')
    await well(page)
  })

  walk(`who is told of changes, ${size}`, window, async ({ page }) => {
    await page.goto('/demo/seintjes')
    assert.ok(await page.getByText('Eerste groet').isVisible(), 'the program was greeted')
    await well(page)
    await signIn(page, 'Siem Schaardijk')
    for (const [path, words] of [['/beheer/seintjes', 'Ouderenzorg De Veerstoep'], ['/beheer/elders', 'Platform Turfwaard']]) {
      await page.goto(path)
      assert.ok(await page.getByRole('link', { name: words }).isVisible(), path)
      await well(page)
    }
  })
}
