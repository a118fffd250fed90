// dossier: somebody opens the site from the record system that they work in, and an administrator lets them.

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
  walk(`from the record into a request, ${size}`, window, async ({ page }) => {
    await page.goto('/demo/dossier')
    await well(page)
    await page.getByRole('button', { name: 'Zoek een plek voor Mevrouw Rietkraag' }).click()
    await page.waitForURL(/\/werk\/plaatsing\/nieuw\?van=[A-Z0-9]+$/)
    assert.ok(await page.getByText('U komt uit Dossier Voorbeeld').isVisible(), 'the first page says where somebody came from')
    await well(page)
    await page.getByRole('link', { name: /ELV laag/ }).click()
    await page.waitForURL(/soort=/)
    assert.ok(await page.getByText('Uit Dossier Voorbeeld ingevuld: wijk, groep en taal').isVisible())
    assert.equal(await page.getByLabel('In welke wijk?').locator('option:checked').textContent(), 'Oevermonde-West')
    assert.ok(!(await page.content()).includes('Rietkraag'), 'the form knows no name')
    await well(page)

    await page.getByLabel('Snel: binnen twee dagen').check()
    await page.getByLabel('Van huis naar een plek of zorg').check()
    await page.getByLabel('de persoon zelf').check()
    await page.getByRole('button', { name: 'Zoek aanbieders' }).click()
    await page.waitForURL(/\/kandidaten$/)
  })

  walk(`without a patient the form is empty, ${size}`, window, async ({ page }) => {
    await page.goto('/demo/dossier')
    await page.getByRole('button', { name: 'Open Eerstelijn zonder patiënt' }).click()
    await page.waitForURL(/\/werk\/plaatsing\/nieuw$/)
    await page.getByRole('link', { name: /ELV laag/ }).click()
    await page.waitForURL(/soort=/)
    assert.equal(await page.getByLabel('In welke wijk?').inputValue(), '')
  })

  walk(`an unknown record system, ${size}`, window, async ({ page, watch }) => {
    watch.expect(404)
    await page.goto('/launch?iss=https://vreemd.example/fhir&launch=x')
    assert.ok(await page.getByText('Wij kennen het dossiersysteem waar u vandaan komt nog niet.').isVisible())
    await well(page)
  })

  walk(`an administrator looks after record systems, ${size}`, window, async ({ page }) => {
    await signIn(page, 'Siem Schaardijk')
    await page.goto('/beheer/dossiersystemen')
    await well(page)
    await page.getByRole('link', { name: 'Dossier Voorbeeld' }).click()
    await page.waitForURL(/dossiersystemen\/[0-9a-f-]+$/)
    await well(page)
    await page.getByRole('button', { name: 'Proef' }).click()
    await page.waitForURL(/\/proef$/)
    assert.ok(await page.getByText('Dit klopt').isVisible())
    await well(page)
    await page.goto('/beheer/dossiersystemen/nieuw')
    await well(page)
  })
}
