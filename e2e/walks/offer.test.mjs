// offer: somebody looks after what their organisation offers, and a citizen says that something is wrong.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'
import { ask, openFirstResult, signIn } from '../harness/steps.mjs'

async function sound(page) {
  await readsAloud(page)
  await fits(page)
  await accessible(page)
}

/** Opens the form of an own entry by its name. */
async function openEntry(page, name) {
  await page.goto('/werk/aanbod')
  await page.getByLabel('Zoek op naam').fill(name)
  await page.getByRole('button', { name: 'Zoek', exact: true }).click()
  await page.locator('.offer__list').getByRole('link', { name }).first().click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

const save = (page) => page.getByRole('button', { name: 'Opslaan', exact: true }).click()

const windows = { desktop, phone, 'no script': { ...phone, javaScriptEnabled: false } }

for (const [size, window] of Object.entries(windows)) {
  const looks = size === 'no script' ? async () => {} : sound // axe is a script itself

  walk(`${size}: a keeper changes the hours, reads them back, and puts them back as they were`, window, async ({ page }) => {
    await signIn(page, 'Gerda Kleibakker')
    await looks(page)
    await page.goto('/werk/aanbod')
    await looks(page)
    await openEntry(page, 'Wondspreekuur Rivierstroom')
    await looks(page)
    const hours = page.getByLabel('Openingstijden')
    const before = await hours.inputValue()
    await hours.fill('ma-vr 9-12, wo ook 14-16')
    await save(page)
    await page.getByText('Zo lezen wij uw openingstijden').waitFor()
    assert.equal(await page.locator('.offer__days tbody tr').count(), 14)
    await looks(page)
    await save(page)
    await page.getByText('Opgeslagen.').waitFor()
    await page.getByRole('link', { name: 'Wat er is gewijzigd' }).click()
    await looks(page)
    await page.getByRole('button', { name: /^Zet terug\s+versie \d+$/ }).first().click()
    await page.getByText('De eerdere versie is teruggezet.').waitFor()
    assert.equal(await page.getByLabel('Openingstijden').inputValue(), before)
  })

  walk(`${size}: a mistake stands at its field and costs no text`, window, async ({ page, watch }) => {
    await signIn(page, 'Gerda Kleibakker')
    await openEntry(page, 'Nachtwacht aan huis')
    await page.getByLabel('Omschrijving').fill('Dit blijft staan.')
    await page.getByLabel('Naam', { exact: true }).fill('')
    watch.expect(422)
    await save(page)
    await page.getByRole('alert').getByRole('link').first().click()
    assert.equal(await page.getByLabel('Omschrijving').inputValue(), 'Dit blijft staan.')
    await looks(page)
  })
}

for (const [size, window] of Object.entries({ desktop, phone })) {
  walk(`${size}: two people edit at once and see each other's text side by side`, window, async ({ page, context, watch, url }) => {
    await signIn(page, 'Bilal Steenoven')
    await openEntry(page, 'Zaterdagsoos De Veerstoep')
    const address = page.url().split('?')[0]
    const other = await context.newPage()
    await other.goto(address)
    await other.getByLabel('Omschrijving').fill(`Van de een, ${size}.`)
    await other.getByLabel('Zoekwoorden').fill(`muziek, ${size}`)
    await save(other)
    await other.getByText('Opgeslagen.').waitFor()

    await page.getByLabel('Omschrijving').fill(`Van de ander, ${size}.`)
    watch.expect(409)
    await save(page)
    await page.getByRole('heading', { name: 'Een ander wijzigde dit ook' }).waitFor()
    await sound(page)
    for (const text of [`Van de een, ${size}.`, `Van de ander, ${size}.`]) await page.getByText(text).waitFor()
    await page.getByLabel('Wat de ander schreef').check()
    await page.getByRole('button', { name: 'Sla deze keuze op' }).click()
    await page.getByText(/^Opgeslagen\. Een ander had/).waitFor()
    assert.equal(await page.getByLabel('Omschrijving').inputValue(), `Van de een, ${size}.`)
    assert.match(await page.getByLabel('Zoekwoorden').inputValue(), new RegExp(size))
    assert.ok(page.url().startsWith(url('/werk/aanbod/')))
  })
}

for (const [size, window] of Object.entries(windows)) {
  const looks = size === 'no script' ? async () => {} : sound

  walk(`${size}: a citizen says what is wrong and keeps the receipt`, window, async ({ page, watch }) => {
    await page.goto('/')
    await ask(page, 'huisarts')
    await openFirstResult(page)
    await page.getByRole('link', { name: 'Meld wat er niet klopt' }).click()
    await looks(page)
    await page.getByLabel('Hoe moet het zijn?').fill('Mijn nummer is 123456782')
    watch.expect(422)
    await page.getByRole('button', { name: 'Verstuur melding' }).click()
    await page.getByRole('alert').waitFor()
    await looks(page)
    await page.getByLabel('De openingstijden').check()
    await page.getByLabel('Hoe moet het zijn?').fill(`Op vrijdag zijn zij dicht (${size}).`)
    await page.getByRole('button', { name: 'Verstuur melding' }).click()
    await page.waitForURL(/\/melding\/[0-9a-f-]{36}$/)
    await page.getByRole('heading', { level: 1, name: 'Uw melding' }).waitFor()
    assert.equal(await page.getByText('Op vrijdag zijn zij dicht').count(), 0, 'the receipt repeats what was written')
    await looks(page)
  })
}
