// steps: what people do on more than one walk. They find things as people do: by label and role.

import assert from 'node:assert/strict'

/** Types a question on the page that has the question box, and sends it. */
export async function ask(page, words, postcode = '') {
  await page.getByLabel('Uw vraag').fill(words)
  if (postcode) await page.getByLabel(/^Postcode/).fill(postcode)
  await page.getByRole('button', { name: 'Zoek hulp' }).click()
  await page.waitForURL(/\/zoek($|[?#])/)
}

// A drawn map may come before the list, and the shapes of its links lie under one another; the list
// says the same in words. So the first link outside a drawing is the one to take.
const first = (page, start) => page.locator(`main a[href^="${start}"]`).and(page.locator(':not(svg *)')).first()

export const firstResult = (page) => first(page, '/aanbod/')

export const openFirstResult = (page) => follow(page, firstResult(page), /\/aanbod\/[^/]+$/)
export const openFirstRegion = (page) => follow(page, first(page, '/regio/'), /\/regio\/[^/]+$/)
export const openFirstWijk = (page) => follow(page, first(page, '/wijk/'), /\/wijk\/[^/]+$/)

async function follow(page, link, address) {
  await link.click()
  await page.waitForURL(address)
  assert.equal(await page.locator('h1').count(), 1)
}

/** Signs in as one of the invented people, by name, as the demonstration allows. */
export async function signIn(page, name) {
  await page.goto('/demo')
  const people = await (await page.request.get('/demo', { headers: { Accept: 'application/json' } })).json()
  const { id } = people.find((one) => one.name === name)
  await page.locator(`form[action="/demo/als/${id}"] button`).first().click()
  await page.waitForLoadState()
}
