// kept: a promise is kept, not kept in the third week, explained, and kept again. The clock of the
// demonstration is moved on; everything else happens as people do it.

import { desktop, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'
import { signIn } from '../harness/steps.mjs'

const title = 'Cijfers over plekken bijhouden'
const promise = 'Kijken of onze cijfers kloppen'
const keeper = { name: 'Bilal Steenoven', party: 'Ouderenzorg De Veerstoep' }
const other = { name: 'Gerda Kleibakker', party: 'Thuiszorg Rivierstroom' }
const words = 'Door een verhuizing keek twee weken niemand. Vanaf nu doet de receptie dit elke maandag.'

// What the clock on the wall says in the Netherlands when the walk begins, whatever zone this machine is in.
const began = new Date(new Date().toLocaleString('en-US', { timeZone: 'Europe/Amsterdam' }))

/** The Monday on which the nth whole week of an agreement of today begins. */
function mondayOf(week) {
  const monday = new Date(began)
  monday.setHours(0, 0, 0, 0)
  monday.setDate(monday.getDate() + 7 - ((began.getDay() + 6) % 7) + 7 * week)
  return monday
}

/** How many hours after the walk began it is so many hours into a week; an hour more or less when the clock changes. */
const hoursTo = (week, hours) => Math.ceil((mondayOf(week) - began) / 3_600_000) + hours

const weekOf = (week) => `week van ${mondayOf(week).toLocaleDateString('nl-NL', { day: 'numeric', month: 'long', year: 'numeric' })}`

const sound = async (page) => {
  await readsAloud(page)
  await fits(page)
  await accessible(page)
}

/** Says that the first figure of who is signed in still holds. */
async function confirm(page) {
  await page.goto('/werk/capaciteit?eigen=ja')
  await page.getByRole('link', { name: /^Bijwerken:/ }).first().click()
  await page.getByRole('button', { name: /^Klopt nog/ }).click()
  await page.getByText('Genoteerd.').waitFor()
}

/** Opens the agreement again and again until its newest week is the one that began on a day. */
async function weighed(page, path, week) {
  const deadline = Date.now() + 60_000
  const newest = page.getByRole('table', { name: `De laatste keer: ${week}` })
  do await page.goto(path)
  while (!(await newest.count()) && Date.now() < deadline)
  return newest.getByRole('row').filter({ hasText: keeper.party })
}

walk('a promise is kept, missed, explained and kept again', desktop, async ({ page, later }) => {
  await signIn(page, 'Esra Hoogwater')
  await page.goto('/werk/afspraken/nieuw?sjabloon=sharing-capacity')
  await page.getByLabel('Hoe heet de afspraak?').fill(title)
  for (const { party } of [keeper, other]) await page.getByRole('group', { name: 'Wie zijn de partijen?' }).getByLabel(party).check()
  await page.getByLabel('Wat belooft de partij?').first().fill(promise)
  await page.getByLabel('Elke hoeveel dagen?').fill('10')
  await page.getByLabel(/^Hoe vaak moet het goed gaan/).first().fill('5')
  for (const n of [2, 3]) await page.getByLabel(`Haal belofte ${n} weg`).check()
  await page.getByRole('button', { name: 'Bewaar als concept' }).click()
  await page.getByRole('button', { name: 'Leg voor aan de partijen' }).click()
  await page.getByText('Voorgelegd').waitFor()
  const path = new URL(page.url()).pathname
  for (const { name } of [keeper, other]) {
    await signIn(page, name)
    await page.goto(`${path}/teken`)
    await page.getByLabel('Ik heb de hele tekst gelezen').check()
    await page.getByRole('button', { name: `Teken als ${name}` }).click()
    await page.getByText('Uw handtekening is bewaard en verzegeld.').waitFor()
  }

  // The first week somebody looks; then nobody does, and ten days later the figures are too old.
  await later(hoursTo(0, 60))
  await signIn(page, keeper.name)
  await confirm(page)
  await later(hoursTo(3, 3))
  await signIn(page, keeper.name)
  const third = await weighed(page, path, weekOf(2))
  await third.getByText('Niet gehouden', { exact: true }).waitFor()
  await third.getByText('0 van de ').waitFor()
  await page.getByText('Eerdere keren').first().click()
  const earlier = page.getByRole('table', { name: 'Eerdere keren' }).getByRole('row').filter({ hasText: keeper.party })
  for (const week of [0, 1]) await earlier.filter({ hasText: weekOf(week) }).getByText('Gehouden', { exact: true }).waitFor()
  await sound(page)
  await page.goto('/demo/post')
  await page.getByText('Wij vragen uw antwoord over een afspraak').first().waitFor()

  // Who may speak for the party says why, and the others read it.
  await page.goto('/werk/afspraken')
  await page.getByRole('link', { name: `Leg uit waarom het niet lukte: ${promise}` }).click()
  await sound(page)
  await page.getByLabel('Waarom lukte het niet?').fill(words)
  await page.getByRole('button', { name: 'Bewaar' }).click()
  await page.getByText('Uitleg bewaard').waitFor()
  await third.getByText('Niet gehouden, uitgelegd').waitFor()
  await sound(page)
  await confirm(page)
  await signIn(page, other.name)
  await page.goto(path)
  await page.getByText(words).waitFor()

  // The fourth week somebody looked again.
  await later(hoursTo(4, 3))
  await signIn(page, keeper.name)
  const fourth = await weighed(page, path, weekOf(3))
  await fourth.getByText('Gehouden', { exact: true }).waitFor()
  await page.getByText('Eerdere keren').first().click()
  await earlier.filter({ hasText: weekOf(2) }).getByText('Niet gehouden, uitgelegd').waitFor()
  await sound(page)
})
