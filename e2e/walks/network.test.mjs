// network: a coordinator keeps the wijkverband, two people do so at once, the region adds one.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'

const windows = { desktop, phone, 'without script': { ...phone, javaScriptEnabled: false } }

/** Becomes the person of a role whose workplace names the place. */
async function become(page, role, place) {
  const list = await page.request.get('/demo', { headers: { Accept: 'application/json' } })
  for (const person of (await list.json()).filter((p) => p.role === role)) {
    await page.goto('/demo')
    await page.locator(`form[action="/demo/als/${person.id}"] button`).click()
    await page.waitForURL(/\/werk/)
    if (await page.getByRole('main').getByRole('link', { name: place }).count()) return
  }
  assert.fail(`no ${role} has to do with ${place}`)
}

/** What holds for every page on the way; axe needs script. */
async function look(page, window) {
  await readsAloud(page)
  await fits(page)
  if (window.javaScriptEnabled !== false) await accessible(page)
}

const open = async (page, name) => {
  await page.getByRole('main').getByRole('link', { name, exact: true }).click()
  await page.waitForLoadState()
}

const save = async (page, button = 'Bewaar') => {
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.waitForLoadState()
}

for (const [size, window] of Object.entries(windows)) {
  walk(`a coordinator changes a contact and a task, ${size}`, window, async ({ page, watch }) => {
    await become(page, 'coordinator', /Oevermonde-West/)
    await open(page, 'Netwerk bijwerken')
    await look(page, window)
    await open(page, 'Bijwerken Wijkverband Oevermonde-West')
    await look(page, window)

    await open(page, 'Wijzig Aanspreekpunt apotheken')
    await look(page, window)
    await page.getByLabel(/^Wanneer bereikbaar/).fill('soms')
    watch.expect(422)
    await save(page)
    await look(page, window)
    assert.match(await page.getByRole('alert').innerText(), /ma-vr 8-17/)
    assert.equal(await page.getByLabel(/^Wanneer bereikbaar/).inputValue(), 'soms', 'what was typed stays')
    await page.getByLabel(/^Wanneer bereikbaar/).fill('ma-vr 8-18, za 9-12')
    await page.getByLabel(/^Telefoon/).fill(`0990 10 20 ${30 + Object.keys(windows).indexOf(size)}`)
    await save(page)
    assert.match(await page.getByRole('main').innerText(), /maandag t\/m vrijdag 8.00–18.00 uur, zaterdag 9.00–12.00 uur/)

    await open(page, 'Wijzig Knelpunten bespreken en oplossen')
    await look(page, window)
    await page.getByLabel('Werkt', { exact: true }).check()
    await page.getByLabel(/^Waaruit blijkt dat/).fill(`Lijst van knelpunten, gezien op ${size}`)
    await save(page)
    assert.match(await page.getByRole('main').innerText(), new RegExp(`gezien op ${size}`))

    await open(page, 'Geschiedenis: wie wijzigde wat')
    await look(page, window)
    assert.match(await page.getByRole('main').innerText(), /Gewijzigd: .*waaruit dat blijkt/)

    // The neighbours are not theirs: the page says so.
    watch.expect(403)
    await page.goto('/werk/netwerk/wijkverband/zilverwaard')
    await look(page, window)
    assert.match(await page.getByRole('main').innerText(), /Dit mag u niet/)
  })

  walk(`two people edit one wijkverband at once, ${size}`, window, async ({ page, context, watch }) => {
    await become(page, 'coordinator', /Oevermonde-West/)
    const path = '/werk/netwerk/wijkverband/oevermonde-west/gegevens'
    await page.goto(path)
    const other = await context.newPage() // the same person, with the form open twice
    await other.goto(path)
    await other.getByLabel(/^Website/).fill(`https://west.example/${encodeURIComponent(size)}`)
    await save(other)

    await page.getByLabel(/^Hoe vaak overlegt u/).fill(`elke ${3 + Object.keys(windows).indexOf(size)} weken`)
    await page.getByLabel(/^Website/).fill(`https://oevermonde.example/${encodeURIComponent(size)}`)
    watch.expect(409)
    await save(page)
    await look(page, window)
    const sides = page.getByRole('group', { name: 'Website' })
    assert.match(await sides.innerText(), /west\.example[^]*oevermonde\.example/)
    await sides.getByLabel('Dit vulde u in').check()
    await save(page)
    const text = await page.getByRole('main').innerText()
    assert.match(text, /https:\/\/oevermonde\.example\//)
    assert.match(text, new RegExp(`elke ${3 + Object.keys(windows).indexOf(size)} weken`))
  })

  walk(`the region adds a wijkverband and lets it stop, ${size}`, window, async ({ page }) => {
    await become(page, 'resv-staff', /Rivierenzoom/)
    await page.goto('/regio/rivierenzoom')
    await open(page, 'Wijzig Regio Rivierenzoom')
    await look(page, window)
    await open(page, 'Voeg een wijkverband toe')
    await look(page, window)
    await page.getByLabel(/^Naam/).fill(`Wijkverband Hoenderlaak ${size}`)
    for (const question of [/^In welke wijken/, /^Voor welke wijken/]) {
      await page.getByRole('group', { name: question }).getByLabel('Hoenderlaak').check()
    }
    await save(page, 'Voeg toe')
    await look(page, window)
    assert.match(await page.getByRole('main').innerText(), /stappen te gaan/)
    await page.goto(new URL(page.url()).pathname.replace('/beginnen', ''))
    assert.match(await page.getByRole('main').innerText(), /Nog niemand/)
    await open(page, 'Laat dit wijkverband stoppen')
    await look(page, window)
    await save(page, 'Laat stoppen')
    assert.doesNotMatch(await page.getByRole('main').innerText(), new RegExp(`Hoenderlaak ${size}`))
    await open(page, 'Geschiedenis: wie wijzigde wat')
    await look(page, window)
    assert.match(await page.getByRole('main').innerText(), new RegExp(`Hoenderlaak ${size} gestopt`))
  })
}
