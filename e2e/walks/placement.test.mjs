// placement: somebody looks for a place, and two providers answer, one of them on a phone by the link in a mail.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'
import { guard } from '../harness/guard.mjs'
import { signIn } from '../harness/steps.mjs'

const sizes = { 'with script': { ...desktop }, 'no script': { ...desktop, javaScriptEnabled: false } }

for (const [size, window] of Object.entries(sizes)) {
  const script = window.javaScriptEnabled !== false
  const sound = async (page) => {
    await readsAloud(page)
    await fits(page)
    if (script) await accessible(page) // axe is a script itself
  }

  /** A window of somebody else, with a memory of its own. */
  async function another(context, base, look) {
    const theirs = await context.browser().newContext({ ...look, javaScriptEnabled: script, locale: 'nl-NL', timezoneId: 'Europe/Amsterdam', baseURL: base })
    theirs.setDefaultTimeout(15_000)
    const watch = guard(theirs, base)
    return { page: await theirs.newPage(), watch, leave: async () => { watch.assertClean(); await theirs.close() } }
  }

  /** From the first page to two providers asked, in four steps. It gives the name of the other one that is asked. */
  async function ask(page, urgency) {
    await page.goto('/werk')
    await page.getByRole('link', { name: 'Vraag een plek of zorg' }).click() // 1
    await sound(page)
    await page.getByRole('link', { name: 'Kort verblijf met lichte zorg (ELV laag)' }).click() // 2
    await page.getByLabel(urgency).check()
    if (urgency.startsWith('Crisis')) await page.getByLabel('Er is geen tijd om te kiezen').check()
    else if (script) assert.equal(await page.getByLabel('Er is geen tijd om te kiezen').isVisible(), false, 'that is asked in a crisis alone')
    await page.getByLabel('In welke wijk?').selectOption('WK990101')
    await page.getByLabel('Van huis naar een plek of zorg').check()
    await page.getByLabel('Toelichting').fill('Valt vaak.')
    await page.getByLabel('de persoon zelf').check()
    await sound(page)
    await page.getByRole('button', { name: 'Zoek aanbieders' }).click() // 3
    await page.waitForURL(/\/kandidaten$/)
    await sound(page)
    const boxes = page.locator('.place__pick input[type=checkbox]:enabled')
    assert.ok((await page.locator('.place__pick input:checked').count()) >= 1, 'the best are chosen already')
    const names = await boxes.evaluateAll((all) => all.map((box) => box.labels[0].textContent.replace(/^\s*\d+\.\s*/, '').trim()))
    const ours = names.findIndex((name) => name.startsWith('De Veerstoep'))
    const theirs = names.findIndex((name) => !name.startsWith('De Veerstoep'))
    assert.ok(ours >= 0 && theirs >= 0, `candidates: ${names.join(', ')}`)
    for (let i = 0; i < names.length; i++) await boxes.nth(i).setChecked(i === ours || i === theirs)
    await page.getByRole('button', { name: 'Vraag deze aanbieders' }).click() // 4
    await page.getByText('De aanbieders kregen bericht.').waitFor()
    await sound(page)
    return names[theirs]
  }

  /** The links in the mails that ask something, by address, with whom each went to. */
  async function mails(context) {
    const page = await context.newPage()
    await page.goto('/demo/post')
    const all = await page.locator('article, li, section').filter({ hasText: 'Er staat een vraag voor u klaar' }).filter({ has: page.locator('a[href^="/inzage/"]') })
      .evaluateAll((list) => list.map((mail) => [mail.querySelector('a[href^="/inzage/"]').getAttribute('href'), mail.textContent]).sort((a, b) => b[1].length - a[1].length))
    await page.close()
    return new Map(all) // of a mail within others the smallest comes last, and stays
  }

  /** The link in the new mail to the other provider; De Veerstoep has one too. */
  async function mailed(context, before) {
    const found = [...(await mails(context))].find(([href, text]) => !before.has(href) && !text.includes('veerstoep'))
    assert.ok(found, 'no new mail with a link')
    return found[0]
  }

  walk(`${size}: soon: two have a place, the person chooses, the other is thanked`, window, async ({ page, context, url }) => {
    const base = url('/').replace(/\/$/, '')
    const before = await mails(context)
    await signIn(page, 'Hedwig Waardemaker')
    const other = await ask(page, 'Snel: binnen twee dagen')
    const request = page.url().split('?')[0]

    const duty = await another(context, base, phone)
    await duty.page.goto(await mailed(context, before))
    await duty.page.getByRole('heading', { level: 1, name: /^Plek gevraagd/ }).waitFor()
    await sound(duty.page)
    await yes(duty.page)
    await duty.page.getByText(/Vastgehouden tot .*Nog niet zeker/).waitFor()
    await sound(duty.page)

    const keeper = await another(context, base, phone)
    await signIn(keeper.page, 'Bilal Steenoven')
    await keeper.page.goto('/werk')
    await sound(keeper.page)
    await keeper.page.goto('/werk/plaatsing/vragen')
    await sound(keeper.page)
    const card = keeper.page.locator('.card').filter({ hasText: 'kort verblijf met lichte zorg' }).first()
    const question = await card.getByRole('link').first().getAttribute('href')
    await keeper.page.goto(question)
    await sound(keeper.page)
    await yes(keeper.page)
    await keeper.page.getByText(/Vastgehouden tot/).first().waitFor()

    if (script) await page.getByText(/Er is (iets|\d+ keer iets) veranderd/).waitFor() // without a touch
    await page.goto(request)
    await page.getByRole('heading', { name: 'Wie heeft er plek? (2)' }).waitFor()
    await sound(page)
    await page.locator('.card').filter({ hasText: other }).getByRole('button', { name: 'Kies deze plek' }).click()
    await page.getByText('De gekozen aanbieder en de anderen weten het.').waitFor()

    await keeper.page.goto(question)
    await keeper.page.getByText('Deze vraag is al geplaatst. Uw plek is weer vrij.').waitFor()
    await sound(keeper.page)

    await page.getByLabel('Naam').fill('Proef Persoon')
    await page.getByLabel('Geboren op').fill('1941-03-08')
    await page.getByLabel('Hoe is de persoon te bereiken?').fill('via de dochter')
    await page.getByRole('button', { name: 'Geef door' }).click()
    await page.getByText('Alleen de gekozen aanbieder en uw organisatie kunnen de gegevens lezen.').waitFor()
    await sound(page)

    await page.locator('summary', { hasText: 'Geef de persoon een link' }).click()
    await page.getByRole('button', { name: 'Maak een link' }).click()
    await sound(page)
    await duty.page.goto(await page.locator('.place__link a').getAttribute('href'))
    await duty.page.getByRole('heading', { level: 1, name: 'Waar staat het?' }).waitFor()
    await sound(duty.page)
    assert.equal(await duty.page.getByText(/Proef|verblijf|ELV/).count(), 0, 'the page tells what it is about')
    await keeper.leave()
    await duty.leave()
  })

  walk(`${size}: crisis: the first yes is the place, a late yes gets a calm page`, window, async ({ page, context, url }) => {
    const base = url('/').replace(/\/$/, '')
    const before = await mails(context)
    await signIn(page, 'Hedwig Waardemaker')
    await ask(page, 'Crisis: binnen een uur')
    const request = page.url().split('?')[0]

    const duty = await another(context, base, phone)
    const keeper = await another(context, base, phone)
    const link = await mailed(context, before)
    await signIn(keeper.page, 'Bilal Steenoven')
    await keeper.page.goto('/werk/plaatsing/vragen')
    const card = keeper.page.locator('.card').filter({ hasText: 'kort verblijf met lichte zorg' }).filter({ hasText: 'Crisis' }).first()
    await keeper.page.goto(await card.getByRole('link').first().getAttribute('href'))
    await duty.page.goto(link)
    await duty.page.getByText('Dit is een crisis.').waitFor()
    await yes(keeper.page)
    await keeper.page.getByText('Deze persoon komt bij u.').first().waitFor()
    duty.watch.expect(409)
    await yes(duty.page)
    await duty.page.getByText('Deze vraag is al geplaatst. Uw plek is weer vrij.').waitFor()
    await sound(duty.page)
    await page.goto(request)
    await page.getByText('Er is een plek.').first().waitFor()
    await sound(page)
    await keeper.leave()
    await duty.leave()
  })
}

/** Says yes; where the own figure says full a yes comes with a new one. */
async function yes(page) {
  const free = page.getByLabel('Uw cijfer zegt: vol. Hoeveel is er nu vrij?')
  if (await free.count()) await free.fill('1')
  await page.getByRole('button', { name: 'Ja, plek' }).click()
}

/** Asks the next three for the first request that has somebody left; at night the most urgent often has nobody. */
async function askTheNext(page, watch) {
  watch.allow(409)
  const all = await page.locator('.place__row').getByRole('button', { name: 'Vraag de volgende drie' }).count()
  const told = page.getByText('De aanbieders kregen bericht.')
  const nobody = page.getByText('Er is niemand meer om te vragen.')
  for (let i = 0; i < all; i++) {
    await page.locator('.place__row').getByRole('button', { name: 'Vraag de volgende drie' }).nth(i).click()
    await told.or(nobody).waitFor()
    if (await told.count()) return
    await page.goto('/werk/plaatsing')
  }
  assert.fail(`none of ${all} requests has somebody left to ask`)
}

for (const [size, window] of Object.entries({ desktop, phone })) {
  walk(`${size}: the desk sees what stands open, asks the next three and hands over`, window, async ({ page, watch }) => {
    const sound = async () => {
      for (const check of [readsAloud, fits, accessible]) await check(page)
    }
    await signIn(page, 'Kees Bandijker')
    await page.goto('/werk/plaatsing')
    await sound()
    if (size === 'desktop') {
      await askTheNext(page, watch)
    } else {
      await page.getByRole('button', { name: 'Ik pak dit op' }).first().click()
      await page.getByText('Collega’s zien dat u ermee bezig bent.').waitFor()
    }
    await page.locator('summary', { hasText: 'Schrijf een overdracht' }).click()
    await page.getByLabel('Wat moet de volgende weten?').fill('Bel mevrouw Jansen terug.')
    watch.expect(422)
    await page.getByRole('button', { name: 'Draag over' }).click()
    assert.equal(await page.getByLabel('Wat moet de volgende weten?').inputValue(), 'Bel mevrouw Jansen terug.')
    await sound()
    await page.getByLabel('Wat moet de volgende weten?').fill(`Bel de transferafdeling terug (${size}).`)
    await page.getByRole('button', { name: 'Draag over' }).click()
    await page.locator('.place__note').getByText(`Bel de transferafdeling terug (${size}).`).waitFor()
    await page.locator('.place__row h3 a').first().click()
    await page.getByRole('heading', { name: 'Wat is er gebeurd?' }).waitFor()
    await sound()
    for (const path of ['/werk/plaatsing/cijfers', '/werk/plaatsing/nieuw', '/werk/plaatsing/nieuw?soort=elv-hoog', '/werk']) {
      await page.goto(path)
      await sound()
    }
  })
}
