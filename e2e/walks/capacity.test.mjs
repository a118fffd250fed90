// capacity: who seeks room finds it, who has it says so in one tap, and everybody who watches sees it.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'
import { tabTo } from '../harness/keyboard.mjs'
import { signIn } from '../harness/steps.mjs'

const windows = { desktop, phone, 'no script': { ...phone, javaScriptEnabled: false } }
const keeper = 'Gerda Kleibakker'
const seeker = 'Maartje Sluiswachter'

/** What holds for every page on the way; axe is a script itself. */
const looks = (window) => async (page) => {
  await readsAloud(page)
  await fits(page)
  if (window.javaScriptEnabled !== false) await accessible(page)
}

/** Opens the screen of an own offer whose figure can go up and down, from the n-th on, and gives its address. */
async function openOwn(page, nth = 0) {
  await page.goto('/werk/capaciteit?eigen=ja&plek=ja')
  await page.getByRole('link', { name: /^Bijwerken:/ }).nth(nth).click()
  await page.getByRole('button', { name: /^Klopt nog/ }).waitFor()
  return new URL(page.url()).pathname
}

const number = async (page) => Number((await page.locator('.stepper__number').first().innerText()).match(/^\d+/)?.[0] ?? 0)

for (const [size, window] of Object.entries(windows)) {
  const look = looks(window)

  walk(`${size}: somebody seeks a place, narrows the list and follows its ways on`, window, async ({ page }) => {
    await signIn(page, seeker)
    await page.getByRole('navigation', { name: 'Hoofdmenu' }).getByRole('link', { name: 'Zoek plek' }).click()
    await page.getByRole('heading', { level: 1, name: 'Waar is nu plek?' }).waitFor()
    await look(page)
    const all = await page.locator('tr[data-offer]').count()
    await page.getByLabel('Wat zoekt u?').selectOption({ index: 1 })
    await page.getByLabel('Alleen waar plek is').check()
    await page.getByRole('button', { name: 'Toon', exact: true }).click()
    await page.waitForURL(/plek=ja/)
    await look(page)
    const some = await page.locator('tr[data-offer]').count()
    assert.ok(some > 0 && some < all, `${some} of ${all} stand there`)
    for (const state of await page.locator('tr[data-offer]').evaluateAll((rows) => rows.map((r) => r.dataset.state))) {
      assert.ok(!['unknown', 'full'].includes(state), `what has room is ${state}`)
    }
    assert.equal(await page.locator('.chart__svg').count(), 1, 'the last weeks of this kind are drawn')
    await page.getByText('Dezelfde cijfers in een tabel').first().click()
    const ask = page.getByRole('link', { name: /^Vraag plek/ }).first()
    assert.match(await ask.getAttribute('href'), /^\/werk\/plaatsing\/nieuw\?aanbod=[0-9a-f-]{36}&soort=/)
    await page.locator('tr[data-offer] th a').first().click()
    await page.waitForURL(/\/werk\/capaciteit\/[0-9a-f-]{36}$/)
    await look(page)
    assert.equal(await page.locator('main form[method=post]').count(), 0, 'another’s figure is not theirs to keep')
    await page.goto('/werk/capaciteit/betrouwbaarheid')
    await look(page)
  })

  walk(`${size}: a keeper says one more, one less, still right, and a mistake costs no text`, window, async ({ page, watch }) => {
    await signIn(page, keeper)
    await look(page)
    await openOwn(page, Object.keys(windows).indexOf(size))
    await look(page)
    const before = await number(page)
    await page.getByRole('button', { name: /^Minder:/ }).click()
    await page.getByText('Genoteerd.').waitFor()
    assert.ok((await number(page)) < before)
    await page.getByRole('button', { name: /^Meer:/ }).click()
    await page.waitForLoadState()
    assert.equal(await number(page), before)
    await page.getByRole('button', { name: /^Klopt nog/ }).click()
    await page.getByText('Genoteerd.').waitFor()
    await look(page)

    await page.getByText('Een ander getal, wachttijd of aannemen').click()
    await page.getByLabel('Wachttijd in dagen').fill('lang')
    watch.expect(422)
    await page.getByRole('button', { name: 'Bewaar dit cijfer' }).click()
    await page.getByRole('alert').getByRole('link').first().click()
    assert.equal(await page.getByLabel('Wachttijd in dagen').inputValue(), 'lang', 'what was typed stays')
    await look(page)
    await page.getByLabel('Wachttijd in dagen').fill('9')
    await page.getByRole('button', { name: 'Bewaar dit cijfer' }).click()
    await page.getByText('Genoteerd.').waitFor()
    assert.match(await page.getByRole('main').innerText(), /9 dagen/)

    await page.goto('/werk/capaciteit/tijd')
    await look(page)
    assert.ok((await page.locator('#tijd tbody tr').count()) > 0, 'the time it took is counted')
  })

  walk(`${size}: figures by a file: seen first, then saved; a wrong row is named`, window, async ({ page, watch }) => {
    await signIn(page, keeper)
    await page.goto('/werk/capaciteit/bestand')
    await look(page)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download het bestand' }).click()])
    const chunks = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const choose = (content) => page.getByLabel('Uw bestand', { exact: true }).setInputFiles({ name: 'cijfers.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
    await choose(`${text}x;naam;veel;;;\n`)
    watch.expect(422)
    await page.getByRole('button', { name: 'Bekijk wat er verandert' }).click()
    await page.getByRole('heading', { name: 'Wat er niet klopt' }).waitFor()
    assert.match(await page.getByRole('main').innerText(), new RegExp(`Rij ${text.trim().split('\n').length}:`))
    await look(page)
    await choose(text)
    await page.getByRole('button', { name: 'Bekijk wat er verandert' }).click()
    await page.getByText('Er is nog niets opgeslagen.').waitFor()
    await look(page)
    await page.getByRole('button', { name: 'Sla alles op' }).click()
    await page.getByText('Alle cijfers uit het bestand zijn opgeslagen.').waitFor()
  })
}

for (const [size, window] of Object.entries({ desktop, phone })) {
  walk(`${size}: a new offer, its first figure, a change and the end of it`, window, async ({ page, watch }) => {
    const look = looks(window)
    await signIn(page, keeper)
    await page.goto('/werk/capaciteit/nieuw')
    await look(page)
    watch.expect(422)
    await page.getByRole('button', { name: 'Bewaar', exact: true }).click()
    await page.getByRole('alert').waitFor()
    await look(page)
    await page.getByLabel('Bij welk aanbod hoort dit?').selectOption({ index: 1 })
    await page.getByLabel('Wat telt u?').selectOption('meekijkconsult')
    await page.getByLabel('Hoeveel zijn er in totaal?').fill('4')
    await page.getByRole('button', { name: 'Bewaar', exact: true }).click()
    await page.getByText('Geef nu het eerste cijfer.').waitFor()
    await look(page)
    await page.getByLabel('Hoeveel is er vrij?').fill('2')
    await page.getByRole('button', { name: 'Bewaar dit cijfer' }).click()
    await page.getByText('Genoteerd.').waitFor()
    assert.equal(await number(page), 2)
    await page.getByRole('link', { name: 'Wijzig of stop' }).click()
    await look(page)
    await page.getByText('Ik wil stoppen').click()
    await page.getByRole('button', { name: 'Stop met deze capaciteit' }).click()
    await page.getByText('Deze capaciteit is gestopt.').waitFor()
  })

  walk(`${size}: who watches the list sees a new figure within a second, without reloading`, window, async ({ page, context, url }) => {
    await signIn(page, keeper)
    const path = await openOwn(page, size === 'phone' ? 4 : 3)
    const id = path.split('/').pop()

    const other = await context.browser().newContext({ ...window, locale: 'nl-NL', timezoneId: 'Europe/Amsterdam', baseURL: url('/') })
    try {
      const watcher = await other.newPage()
      await signIn(watcher, seeker)
      await watcher.goto('/werk/capaciteit?plek=ja')
      const figure = watcher.locator(`tr[data-offer="${id}"] [data-figure="available"]`)
      await figure.waitFor()
      const before = (await figure.innerText()).trim()
      const order = await watcher.locator('tr[data-offer]').evaluateAll((rows) => rows.map((r) => r.dataset.offer))
      // The connection stands when the ages have been written beside the moments.
      await watcher.locator('tr[data-offer] time', { hasText: 'geleden' }).first().waitFor()

      const seen = watcher.waitForFunction(
        ([offer, was]) => document.querySelector(`tr[data-offer="${offer}"] [data-figure="available"]`).textContent.trim() !== was,
        [id, before],
        { polling: 20 },
      )
      const pressed = Date.now()
      await page.getByRole('button', { name: /^Minder:/ }).click()
      await seen
      const took = Date.now() - pressed
      assert.ok(took < 1000, `the figure came after ${took} ms`)
      assert.deepEqual(await watcher.locator('tr[data-offer]').evaluateAll((rows) => rows.map((r) => r.dataset.offer)), order, 'the list stands still')
      await watcher.getByText(/^\d+ nieuwe? cijfers?\.$/).first().waitFor({ state: 'attached' })
      await watcher.getByRole('link', { name: 'Ververs lijst' }).click()
      await watcher.waitForLoadState()
      await looks(window)(watcher)
    } finally {
      await other.close()
    }
  })
}

walk('by keyboard alone: a figure is confirmed', desktop, async ({ page }) => {
  await signIn(page, keeper)
  await openOwn(page, 5)
  await tabTo(page, page.getByRole('button', { name: /^Klopt nog/ }))
  await page.keyboard.press('Enter')
  await page.getByText('Genoteerd.').waitFor()
})

for (const [size, window] of Object.entries({ phone, 'no script': windows['no script'] })) {
  walk(`${size}: one tap from a mail says that a figure still holds, and the link is spent`, window, async ({ page, watch }) => {
    await page.goto('/demo/post')
    const mails = page.locator('article, li').filter({ hasText: 'Kloppen uw cijfers nog?' }).getByRole('link', { name: /Open de link/ })
    const link = await mails.nth(size === 'phone' ? 0 : 1).getAttribute('href')
    await page.goto(link)
    await page.getByRole('heading', { level: 1, name: 'Klopt dit nog?' }).waitFor()
    await looks(window)(page)
    await page.getByRole('button', { name: /^Klopt nog/ }).click()
    await page.waitForURL(/\/aanbod\//)
    watch.expect(404)
    await page.goto(link)
    await page.getByRole('heading', { level: 1, name: 'Deze link werkt niet meer' }).waitFor()
  })
}

for (const [look, window] of Object.entries({ 'in the dark': { ...phone, colorScheme: 'dark' }, 'in forced colours': { ...desktop, forcedColors: 'active' } })) {
  walk(`${look} every page still reads`, window, async ({ page }) => {
    await signIn(page, keeper)
    for (const path of ['/werk', '/werk/capaciteit', '/werk/capaciteit/nieuw', '/werk/capaciteit/bestand', '/werk/capaciteit/betrouwbaarheid', '/werk/capaciteit/tijd', await openOwn(page, 6)]) {
      await page.goto(path)
      await looks(window)(page)
    }
  })
}
