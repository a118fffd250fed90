// bottleneck: what gets stuck is reported in half a minute, decided on in a meeting, passed up, answered, and
// ended by who reported it, one of them on a phone by a link.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, namesANumber, readsAloud } from '../harness/checks.mjs'
import { guard } from '../harness/guard.mjs'
import { signIn } from '../harness/steps.mjs'

const sizes = { 'desktop': { ...desktop }, 'phone, no script': { ...phone, javaScriptEnabled: false } }

for (const [size, window] of Object.entries(sizes)) {
  const script = window.javaScriptEnabled !== false
  const sound = async (page) => {
    await readsAloud(page)
    await fits(page)
    if (script) await accessible(page) // axe is a script itself
  }
  const title = `’s Nachts neemt niemand van de wijkverpleging op (${size})`

  /** A window of somebody else, with a memory of its own. */
  async function another(context, base, who) {
    const theirs = await context.browser().newContext({ ...window, locale: 'nl-NL', timezoneId: 'Europe/Amsterdam', baseURL: base })
    theirs.setDefaultTimeout(15_000)
    const watch = guard(theirs, base)
    const page = await theirs.newPage()
    if (who) await signIn(page, who)
    return { page, watch, leave: async () => { watch.assertClean(); await theirs.close() } }
  }

  walk(`${size}: a citizen reports, and reads by the link what became of it`, window, async ({ page, context, url, watch }) => {
    const base = url('/').replace(/\/$/, '')
    await page.goto('/wijk/oevermonde-west')
    await page.getByRole('link', { name: 'Meld een knelpunt' }).click()
    await page.getByRole('heading', { level: 1, name: 'Meld een knelpunt' }).waitFor()
    await sound(page)
    await namesANumber(page)
    await page.locator('summary', { hasText: 'Hebt u een klacht' }).click()
    await page.getByText('klachtenfunctionaris').first().waitFor()
    watch.expect(422)
    await page.getByRole('button', { name: 'Verstuur' }).click()
    await page.getByRole('heading', { name: /Er kloppen \d dingen nog niet/ }).waitFor()
    await sound(page)
    await page.getByLabel('Wat loopt er vast?').fill('Mevrouw Jansen wacht te lang')
    await page.getByLabel('Elke week').check()
    watch.expect(422)
    await page.getByRole('button', { name: 'Verstuur' }).click()
    await page.getByText('Gaat dit over één persoon?').waitFor()
    await sound(page)
    await page.getByLabel('Wat loopt er vast?').fill(title)
    await page.getByRole('button', { name: 'Verstuur toch' }).click()
    await page.getByText('Uw melding is verstuurd').waitFor()
    await sound(page)
    await namesANumber(page)
    const link = new URL(page.url()).pathname
    assert.match(link, /^\/inzage\//)

    const wijk = await another(context, base, 'Tineke Wilgentak')
    await wijk.page.goto('/werk/knelpunten')
    await sound(wijk.page)
    await wijk.page.goto('/werk/knelpunten?vorm=lijst')
    await sound(wijk.page)
    await wijk.page.getByRole('link', { name: title }).first().click()
    await wijk.page.getByRole('heading', { name: 'Wat doet u ermee?' }).waitFor()
    await sound(wijk.page)
    await wijk.page.locator('summary', { hasText: 'Dit is klaar' }).click()
    await wijk.page.getByLabel('Het is opgelost').check()
    await wijk.page.getByLabel('Wat is er gedaan, of waarom blijft het zo?').fill('Er is nu een nummer voor de nacht.')
    await wijk.page.getByRole('button', { name: 'Vraag het de melders' }).click()
    await wijk.page.getByText('De melders zeggen nu of het klaar is.').waitFor()
    await sound(wijk.page)

    await page.goto(link)
    await page.getByText('Er is nu een nummer voor de nacht.').first().waitFor()
    await sound(page)
    await page.getByRole('button', { name: 'Ja, het is opgelost' }).click()
    await page.getByText('U zei dat het klaar is.').waitFor()
    await sound(page)
    await wijk.leave()
  })

  walk(`${size}: a meeting decides, the region answers word for word`, window, async ({ page, context, url }) => {
    const base = url('/').replace(/\/$/, '')
    const words = `Drie organisaties doen samen de nacht (${size}).`
    await signIn(page, 'Chenoa Rietsnijder')
    await page.goto('/werk')
    await page.getByRole('link', { name: 'Meld een knelpunt' }).click()
    await page.getByLabel('Wat loopt er vast?').fill(`${title}, ook in het weekend`)
    await page.getByLabel('Elke week').check()
    await page.getByRole('button', { name: 'Verstuur' }).click()
    await page.getByText('Uw melding is verstuurd').waitFor()
    await sound(page)
    await page.goto('/werk/knelpunten?vorm=lijst')
    await page.getByRole('link', { name: `${title}, ook in het weekend` }).first().click()
    await page.getByRole('heading', { level: 1, name: `${title}, ook in het weekend` }).waitFor()
    const path = new URL(page.url()).pathname

    const wijk = await another(context, base, 'Tineke Wilgentak')
    const table = wijk.page
    await table.goto('/werk/knelpunten/overleg')
    await sound(table)
    if (!(await table.getByLabel('Op welke dag?').isVisible())) await table.locator('summary', { hasText: 'Plan een overleg' }).click()
    await table.getByLabel('Op welke dag?').fill(new Date().toISOString().slice(0, 10))
    await table.getByLabel('Hoe laat?').fill('12:00')
    await table.getByRole('button', { name: 'Plan het overleg' }).click()
    await table.getByText('De open knelpunten staan al op de agenda.').waitFor()
    await sound(table)
    await table.getByRole('button', { name: 'Begin het overleg' }).click()
    await table.getByText('Het overleg is begonnen').waitFor()
    await sound(table)
    const item = table.locator('.meeting__item').filter({ hasText: 'ook in het weekend' })
    const talk = item.getByRole('link', { name: 'Bespreek dit' })
    if (await talk.count()) await talk.click()
    await item.getByLabel('Wat is er gezegd?').fill('Dit speelt in alle wijken.')
    await item.getByLabel('Wij geven dit door aan de regio').check()
    await item.getByLabel('Wat is het besluit?').fill('Alleen lukt ons dit niet.')
    await item.getByRole('button', { name: 'Leg vast' }).click()
    await table.getByText('Vastgelegd').waitFor()
    await sound(table)
    await table.getByRole('button', { name: 'Sluit het overleg' }).click()
    await table.getByText('Het overleg is klaar').waitFor()
    await sound(table)
    await wijk.leave()

    const region = await another(context, base, 'Esra Hoogwater')
    await region.page.goto(path)
    await region.page.getByText('Alleen lukt ons dit niet.').first().waitFor()
    await region.page.locator('summary', { hasText: 'Geef antwoord' }).click()
    await region.page.getByLabel('Wat is uw antwoord?').fill(words)
    await region.page.getByRole('button', { name: 'Verstuur het antwoord' }).click()
    await region.page.getByText('Het antwoord is verstuurd').waitFor()
    await sound(region.page)
    for (const at of ['/werk/knelpunten/thema', '/werk/knelpunten/regels', '/werk/knelpunten/regels?meting=no-contact', '/werk/knelpunten?op=2026-03-01', '/werk/knelpunten/overleg']) {
      await region.page.goto(at)
      await sound(region.page)
    }
    await region.page.goto('/werk/knelpunten?vorm=lijst')
    await region.page.getByRole('link', { name: 'Te lang wachten op ergotherapie' }).first().click()
    await region.page.locator('summary', { hasText: 'Houd het apart' }).click()
    await region.page.getByRole('button', { name: 'Toch apart houden' }).waitFor()
    await sound(region.page)
    await region.leave()

    // The answer stands where it came from, until who looks after the wijk has read it.
    const below = await another(context, base, 'Tineke Wilgentak')
    await below.page.goto('/werk')
    await below.page.getByText(words).waitFor()
    await sound(below.page)
    await below.page.goto('/werk/knelpunten')
    assert.equal(await below.page.locator('[aria-labelledby="antwoorden"] blockquote').first().textContent(), words)
    await sound(below.page)
    await below.page.goto(path)
    await below.page.goto('/werk')
    await below.page.getByRole('heading', { level: 1, name: 'Vandaag' }).waitFor()
    assert.equal(await below.page.getByText(words).count(), 0)
    await below.page.goto('/werk/knelpunten/voorbeelden')
    await sound(below.page)
    await below.page.getByLabel('Waar zoekt u naar?').fill('één auto')
    await below.page.getByRole('button', { name: 'Zoek', exact: true }).click()
    await below.page.getByRole('heading', { level: 2, name: 'In de nacht kwam er niemand van de wijkverpleging' }).waitFor()
    await sound(below.page)
    await below.leave()
    await page.goto(path)
    assert.equal(await page.locator('.bottleneck__answer').first().textContent(), words)
    await sound(page)
  })
}
