// network_mandate: a region writes down who speaks for whom, looks back, begins a wijkverband by mail, and
// everybody sees how the coverage was on another day.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'

const windows = { desktop, phone, 'without script': { ...phone, javaScriptEnabled: false } }
const region = '/werk/netwerk/regio/rivierenzoom'
const gpBody = 'Huisartsencoöperatie Rivierenzoom'

async function become(page, name) {
  const list = await page.request.get('/demo', { headers: { Accept: 'application/json' } })
  const person = (await list.json()).find((p) => p.name === name)
  assert.ok(person, `${name} is not among the people of the demo`)
  await page.goto('/demo')
  await page.locator(`form[action="/demo/als/${person.id}"] button`).click()
  await page.waitForURL(/\/werk/)
}

/** What holds for every page on the way; axe needs script. */
async function look(page, window) {
  await readsAloud(page)
  await fits(page)
  if (window.javaScriptEnabled !== false) await accessible(page)
}

const main = (page) => page.getByRole('main').innerText()

const press = async (page, button) => {
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.waitForLoadState()
}

const open = async (page, name) => {
  await page.getByRole('main').getByRole('link', { name }).first().click()
  await page.waitForLoadState()
}

const day = (offset) => new Date(Date.now() + offset * 24 * 3600_000).toISOString().slice(0, 10)

for (const [size, window] of Object.entries(windows)) {
  walk(`the region writes down who speaks for whom and looks back, ${size}`, window, async ({ page, watch }) => {
    await become(page, 'Esra Hoogwater')
    await page.goto(`${region}/disciplines`)
    await look(page, window)
    if (!(await page.getByRole('main').getByRole('link', { name: gpBody, exact: true }).count())) {
      await open(page, 'Erken een organisatie')
      await look(page, window)
      await page.getByLabel('Welke organisatie?').selectOption({ label: gpBody })
      await page.getByLabel('Voor welke discipline?').selectOption('huisartsenzorg')
      await page.getByLabel(/^Vanaf welke dag/).fill(day(-300))
      watch.expect(422)
      await press(page, 'Erken') // without evidence
      await look(page, window)
      assert.match(await page.getByRole('alert').innerText(), /Schrijf waar het besloten is/)
      await page.getByLabel(/^Waar is dit besloten/).fill('Overleg van de RESV')
      await press(page, 'Erken')
    }
    assert.match(await main(page), new RegExp(`${gpBody}[^]*van de \\d+ aanbieders`))

    await page.goto('/werk/netwerk/tafel/roaz/rivierenzoom')
    await look(page, window)
    await open(page, 'Geef een mandaat')
    await look(page, window)
    await page.getByLabel('Wie geeft het mandaat?').selectOption({ label: gpBody })
    await page.getByLabel('Wie spreekt?').selectOption({ label: 'Egbert Zalmvanger, Huisartsen Zilverwaard-Dorp' })
    await page.getByLabel('Overbruggingszorg').check()
    await page.getByLabel(/^Vanaf welke dag/).fill(day(-200))
    await page.getByLabel(/^Tot en met welke dag/).fill(day(20))
    await page.getByLabel(/^Waar is dit besloten/).fill(`Ledenvergadering, gezien op ${size}`)
    await press(page, 'Geef het mandaat')
    await look(page, window)
    assert.match(await main(page), new RegExp(`Egbert Zalmvanger[^]*gezien op ${size}`))
    await open(page, /^Bekijk het mandaat van/)
    await look(page, window)
    assert.match(await main(page), /Waarom geldt dit mandaat\?[^]*Erkend[^]*Mandaat/)
    const mandate = new URL(page.url()).pathname

    // What somebody wrote down today was not known a week ago.
    await page.goto(`/werk/netwerk/tafel/roaz/rivierenzoom?op=${day(-100)}&bekend=${day(-50)}`)
    await look(page, window)
    assert.match(await main(page), /zoals wij het wisten op[^]*Er was hier toen geen mandaat/)

    await page.goto('/werk/netwerk')
    await look(page, window)
    assert.match(await main(page), /Loopt af binnen 30 dagen \([1-9]/)

    await page.goto(`${mandate}/intrekken`)
    await look(page, window)
    await page.getByLabel(/^Waarom/).fill('De leden kozen iemand anders.')
    await press(page, 'Trek het mandaat in')
    await look(page, window)
    assert.match(await main(page), /Dit mandaat geldt niet/)

    // Their neighbours may not look.
    await become(page, 'Renske Zeedistel')
    watch.expect(403)
    await page.goto(mandate)
    await look(page, window)
    assert.doesNotMatch(await main(page), /Egbert/)
  })

  walk(`seats belong to roles and votes are equal unless all agree, ${size}`, window, async ({ page, watch }) => {
    await become(page, 'Esra Hoogwater')
    const table = '/werk/netwerk/tafel/wijkverband/zilverwaard'
    await page.goto(`${table}/zetel/nieuw`)
    await look(page, window)
    await page.getByLabel(/^Naam van de zetel/).fill(`Huisartsenzorg ${size}`)
    await page.getByLabel(/^Voor welke discipline/).selectOption('huisartsenzorg')
    await press(page, 'Bewaar')
    await look(page, window)
    assert.match(await main(page), new RegExp(`Huisartsenzorg ${size}\\s+Nog niemand`))
    await page.goto(`${table}/stemmen`)
    await look(page, window)
    await page.getByRole('group', { name: /^Tellen alle stemmen/ }).getByLabel('Nee').check()
    for (const yes of await page.getByRole('group', { name: /^Welke disciplines/ }).getByRole('checkbox').all()) await yes.uncheck()
    watch.expect(422)
    await press(page, 'Bewaar')
    await look(page, window)
    assert.match(await page.getByRole('alert').innerText(), /elke discipline met een zetel/)
  })

  walk(`a wijkverband is completed step by step, by mail, ${size}`, window, async ({ page }) => {
    await become(page, 'Esra Hoogwater')
    await page.goto('/werk/netwerk/wijkverband/elzenkade')
    await open(page, 'Maak het compleet, stap voor stap')
    await look(page, window)
    await page.goto('/werk/netwerk/wijkverband/elzenkade/beginnen/farmacie')
    await look(page, window)
    await page.getByLabel('Naam').fill('Lotte Bosveld')
    await page.getByLabel(/^E-mailadres/).fill(`lotte.${size.replace(' ', '-')}@apotheek.example`)
    await press(page, 'Verstuur de uitnodiging')
    await look(page, window)
    assert.match(await main(page), /Lotte Bosveld is uitgenodigd op/)
    await page.goto('/demo/post')
    assert.match(await main(page), /Er staat een uitnodiging voor u klaar/)
  })

  walk(`everybody sees the coverage of another day and another cut, ${size}`, window, async ({ page, watch }) => {
    const yesterday = day(-1)
    for (const path of ['/land', '/land?grens=ggd', `/land?op=${yesterday}`, '/regio/rivierenzoom', '/wijk/oevermonde-west']) {
      await page.goto(path)
      await look(page, window)
    }
    await page.goto('/regio/rivierenzoom')
    const file = await page.request.get('/regio/rivierenzoom/dekking.csv')
    assert.match(await file.text(), /Oevermonde-West/)
    await page.getByText('Kijk terug naar een andere dag').click()
    await page.getByLabel('Hoe was het op deze dag?').fill(day(30))
    watch.expect(422)
    await press(page, 'Laat zien')
    await look(page, window)
    assert.match(await main(page), /Vul een dag in die geweest is/)
  })
}
