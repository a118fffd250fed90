// account: somebody is invited, makes a passkey, and signs in with it. The browser's own virtual
// authenticator stands in for a telephone.

import assert from 'node:assert/strict'
import { accessible, fits } from '../harness/checks.mjs'
import { desktop, phone, walk } from '../harness/walk.mjs'

const name = 'Wies Kaasjager'

/** Becomes one of the invented people with a role. */
async function become(page, role) {
  const people = await (await page.request.get('/demo', { headers: { Accept: 'application/json' } })).json()
  const who = people.find((p) => p.role === role)
  await page.request.post(`/demo/als/${who.id}`)
}

/** Gives the window a device that holds passkeys. */
async function device(context, page, options = {}) {
  const debug = await context.newCDPSession(page)
  await debug.send('WebAuthn.enable')
  const { authenticatorId } = await debug.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true, ...options,
    },
  })
  return { debug, authenticatorId }
}

async function invite(page) {
  await become(page, 'provider-admin')
  await page.goto('/werk/mensen')
  await page.getByRole('link', { name: 'Nodig iemand uit' }).click()
  await page.getByLabel('Naam', { exact: true }).fill(name)
  await page.getByLabel('E-mailadres').fill('wies.kaasjager@mensen.example')
  await page.getByLabel('Zorgverlener of sociaal werker').check()
  await page.getByRole('button', { name: 'Verstuur de uitnodiging' }).click()
  await page.getByText('De uitnodiging is verstuurd').waitFor()
  await page.request.post('/uitloggen')
}

async function openLetter(page) {
  await page.goto('/demo/post')
  await page.getByRole('link', { name: 'Open de link uit deze e-mail' }).first().click()
  await page.waitForURL(/\/inzage\//)
}

async function accept(page) {
  await openLetter(page)
  await page.getByText(name).waitFor()
  await page.getByLabel('Naam voor deze passkey').fill('Mijn telefoon')
  await page.getByRole('button', { name: 'Maak een passkey en doe mee' }).click()
  await page.waitForURL(/\/werk\/account/)
}

for (const [where, window] of Object.entries({ 'on a desktop': desktop, 'on a phone': phone })) {
  walk(`is invited, makes a passkey, signs out and in again ${where}`, { ...window, byName: true }, async ({ page, context, watch }) => {
    await device(context, page)
    await invite(page)
    await openLetter(page)
    const link = page.url()
    await accessible(page)
    await fits(page)
    await accept(page)
    await page.getByText('Welkom. Uw account is klaar.').waitFor()
    await page.getByText(name).first().waitFor()
    await page.getByRole('heading', { name: 'Mijn telefoon' }).waitFor()
    await accessible(page)
    await fits(page)

    await page.request.post('/uitloggen')
    await page.goto('/inloggen?terug=%2Fwerk%2Faccount')
    await page.getByRole('button', { name: 'Log in met een passkey' }).click()
    await page.waitForURL(/\/werk\/account/)
    await page.getByText('Laatst gebruikt op').waitFor()

    watch.expect(404)
    await page.goto(link)
    await page.getByRole('heading', { level: 1, name: 'Deze link werkt niet meer' }).waitFor()
  })
}

walk('keeps the invitation when the telephone makes no passkey', { ...desktop, byName: true }, async ({ page, context }) => {
  const { debug, authenticatorId } = await device(context, page, { isUserVerified: false })
  await invite(page)
  await openLetter(page)
  await page.getByRole('button', { name: 'Maak een passkey en doe mee' }).click()
  await page.getByText('Dat is niet gelukt').waitFor()
  await debug.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  await page.getByRole('button', { name: 'Maak een passkey en doe mee' }).click()
  await page.waitForURL(/\/werk\/account/)
})

walk('is told what a passkey needs where scripts are off', { ...phone, javaScriptEnabled: false }, async ({ page }) => {
  await page.goto('/inloggen')
  await page.getByText('Dit werkt alleen met JavaScript').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Log in met een passkey' }).count(), 0)
})

walk('finds a way back in after losing a telephone', { ...desktop, byName: true }, async ({ page, context, watch }) => {
  const { debug, authenticatorId } = await device(context, page)
  await invite(page)
  await accept(page)
  await page.request.post('/uitloggen')
  await become(page, 'provider-admin')
  await page.goto('/werk/mensen')
  await page.getByRole('link', { name }).last().click()
  await accessible(page)
  await page.getByRole('button', { name: 'Stuur een nieuwe link' }).click()
  await page.getByText('Er is een nieuwe link verstuurd').waitFor()
  await page.request.post('/uitloggen')

  watch.expect(403)
  await page.goto('/inloggen')
  await page.getByRole('button', { name: 'Log in met een passkey' }).click()
  await page.getByText('Met deze passkey kunt u hier niet inloggen.').waitFor()

  await debug.send('WebAuthn.clearCredentials', { authenticatorId })
  await openLetter(page)
  await page.getByRole('heading', { level: 1, name: 'Maak een nieuwe passkey' }).waitFor()
  await page.getByRole('button', { name: 'Maak een passkey en doe mee' }).click()
  await page.waitForURL(/\/werk\/account/)
})
