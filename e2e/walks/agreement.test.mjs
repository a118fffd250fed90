// agreement: somebody reads what binds them, signs, objects, proposes a text of their own, and looks at the proof.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'
import { signIn } from '../harness/steps.mjs'

const forConsent = 'Gegevens uitwisselen in Rivierenzoom'
const binding = 'Overbruggingszorg in Rivierenzoom'

/** Opens an agreement from the overview, as somebody who is signed in. */
async function open(page, title) {
  await page.goto('/werk/afspraken')
  await page.getByRole('main').getByRole('link', { name: title, exact: true }).first().click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

// Each window has a signer of its own: a party signs once.
const windows = {
  desktop: { ...desktop, signer: 'Gerda Kleibakker' },
  phone: { ...phone, javaScriptEnabled: false, signer: 'Saskia Veerstoep' },
}

for (const [size, { signer, ...window }] of Object.entries(windows)) {
  const sound = async (page) => {
    await readsAloud(page)
    await fits(page)
    if (window.javaScriptEnabled !== false) await accessible(page) // axe is a script itself
  }

  walk(`${size}: ${signer} reads the whole text and signs`, window, async ({ page, watch }) => {
    await signIn(page, signer)
    await page.goto('/werk/afspraken')
    await sound(page)
    await page.getByRole('link', { name: `Lees en teken: ${forConsent}` }).click() // 1
    await sound(page)
    await page.getByRole('link', { name: 'Lees en teken' }).click() // 2
    await page.getByRole('heading', { name: 'Wat betekent uw handtekening?' }).waitFor()
    await sound(page)
    watch.expect(422)
    await page.getByRole('button', { name: `Teken als ${signer}` }).click()
    await page.getByRole('heading', { name: 'Er klopt iets nog niet' }).waitFor()
    await sound(page)
    await page.getByLabel('Ik heb de hele tekst gelezen').check()
    await page.getByRole('button', { name: `Teken als ${signer}` }).click() // 3
    await page.getByText('Uw handtekening is bewaard en verzegeld.').waitFor()
    await sound(page)
    assert.equal(await page.getByRole('link', { name: 'Lees en teken' }).count(), 0, 'one signs once')
    await page.getByRole('link', { name: 'Bewijs: wie tekende met welk mandaat?' }).click()
    await page.getByText(`door u,`).first().waitFor()
    await sound(page)
  })

  walk(`${size}: somebody proposes an agreement, in their own words`, window, async ({ page }) => {
    await signIn(page, 'Esra Hoogwater')
    await page.goto('/werk/afspraken')
    await sound(page)
    await page.getByRole('link', { name: 'Maak een afspraak' }).click()
    await sound(page)
    await page.getByRole('link', { name: 'Plekken en uren delen tussen wijken' }).click()
    await sound(page)
    const title = `Plekken delen (${size})`
    await page.getByLabel('Hoe heet de afspraak?').fill(title)
    const parties = page.getByRole('group', { name: 'Wie zijn de partijen?' }).getByRole('checkbox')
    assert.ok((await parties.count()) > 1, 'who has a mandate is offered as a party')
    for (const i of [0, 1]) await parties.nth(i).check()
    await page.getByRole('button', { name: 'Nog een artikel' }).click()
    assert.equal(await page.getByLabel('Hoe heet de afspraak?').inputValue(), title, 'what was typed stays')
    await page.getByLabel(/^Tekst van artikel/).last().fill('Na een jaar kijken wij samen terug.')
    await sound(page)
    await page.getByRole('button', { name: 'Bewaar als concept' }).click()
    await page.getByText('Bewaard als concept').waitFor()
    await sound(page)
    await page.getByRole('button', { name: 'Leg voor aan de partijen' }).click()
    await page.getByText('De partijen kunnen nu tekenen of bezwaar maken.').waitFor()
    await sound(page)
    await page.getByRole('link', { name: 'Wijzig de tekst' }).click()
    await page.getByLabel('Tekst van artikel 1', { exact: true }).fill('Wij delen plekken en uren tussen alle wijken.')
    await page.getByRole('button', { name: 'Bewaar', exact: true }).click()
    await page.getByRole('link', { name: 'Wat is er veranderd aan de tekst?' }).click()
    await page.locator('ins').first().waitFor()
    await sound(page)
  })

  walk(`${size}: what holds, how it goes, who implements it, and how it was`, window, async ({ page }) => {
    await signIn(page, 'Esra Hoogwater')
    await open(page, binding)
    await page.getByRole('heading', { name: 'Wat is beloofd, en hoe gaat het?' }).waitFor()
    await sound(page)
    const folded = page.locator('main details:not([open]) > summary')
    while (await folded.count()) await folded.first().click()
    await sound(page)
    await page.getByRole('link', { name: 'Wie voert deze afspraak uit, en wie nog niet?' }).click()
    await sound(page)
    await page.goto('/werk/afspraken/boom')
    await page.locator('.agree__tree').getByRole('link', { name: 'Avond, nacht en weekend in West' }).waitFor()
    await sound(page)
    await open(page, forConsent)
    await page.getByText('Hier is bezwaar tegen').waitFor()
    await page.getByRole('heading', { name: 'Leden gevraagd' }).waitFor()
    await sound(page)
  })

  walk(`${size}: everybody reads a public agreement, and its proof`, window, async ({ page, context }) => {
    await signIn(page, 'Esra Hoogwater')
    await open(page, binding)
    const address = await page.getByRole('link', { name: 'De openbare pagina van deze afspraak' }).getAttribute('href')
    await context.clearCookies()
    await page.goto(address)
    await page.getByText('De partijen hebben deze afspraak openbaar gemaakt').waitFor()
    await sound(page)
    await page.getByRole('link', { name: 'Bewijs: wie tekende met welk mandaat?' }).click()
    await page.getByText('Elke partij tekende met een geldig mandaat').waitFor()
    await sound(page)
    assert.equal(await page.getByText(/Kleibakker|Waardemaker|Steenoven/).count(), 0, 'a public proof names nobody')
  })

  walk(`${size}: the insurer sees counts, and no text`, window, async ({ page, watch }) => {
    await signIn(page, 'Vivian Overlaat')
    await page.goto('/werk/afspraken')
    const row = page.getByRole('listitem').filter({ hasText: binding })
    await row.getByText(/\d+ gehouden/).waitFor()
    await sound(page)
    assert.equal(await row.getByRole('link').count(), 0, 'what was granted is counts')
    assert.equal(await page.getByText('Lees en teken').count(), 0)
    watch.expect(403)
    await page.goto('/werk/afspraken/nieuw')
    await readsAloud(page)
  })
}
