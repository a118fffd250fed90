// roles: each person of the demonstration opens every page that their workplace leads to.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'
import { signIn } from '../harness/steps.mjs'

const people = {
  professional: 'Saskia Veerstoep',
  'transfer desk': 'Maartje Sluiswachter',
  'provider administrator': 'Gerda Kleibakker',
  coordinator: 'Tineke Wilgentak',
  'RESV staff': 'Esra Hoogwater',
  'RESV board': 'Pieter-Bas Lakerhout',
  insurer: 'Vivian Overlaat',
  municipality: 'Stijn Elzenaar',
  national: 'Annelot Vloedlijn',
  'platform administrator': 'Siem Schaardijk',
  auditor: 'Loubna Ooiwaarder',
}

/** Pages that lie one step further than the workplace, for who may open them. */
const beyond = {
  'provider administrator': ['/werk/aanbod/nieuw', '/werk/netwerk/organisatie', '/werk/mensen/nieuw'],
  'RESV staff': ['/werk/netwerk/regio/rivierenzoom', '/werk/netwerk/wijkverband/oevermonde-west'],
  coordinator: ['/werk/netwerk/wijkverband/oevermonde-west', '/wijk/oevermonde-west'],
  'platform administrator': ['/beheer/mensen', '/beheer/koppelingen', '/beheer/koppelingen/nieuw', '/beheer/sleutels', '/beheer/bronnen', '/beheer/bronnen/nieuw', '/beheer/dossiersystemen'],
}

for (const [role, name] of Object.entries(people)) {
  for (const [size, window] of Object.entries({ desktop, phone })) {
    walk(`${role}, ${size}: every page from the workplace on`, window, async ({ page }) => {
      await signIn(page, name)
      assert.match(page.url(), /\/werk$/)
      const links = await page.locator('main .ways a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
      assert.ok(links.length > 2, 'the workplace leads on')
      for (const path of ['/werk', ...links, '/werk/account', ...(beyond[role] || [])]) {
        const answer = await page.goto(path)
        assert.equal(answer.status(), 200, `${path} answers ${answer.status()}`)
        await readsAloud(page)
        await fits(page)
        await accessible(page)
      }
    })
  }
}
