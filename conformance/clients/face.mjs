// face: where the FHIR face under test is, and what is asked of it more than once.

/** The base address, as conformance/run gives it. */
export const base = process.env.EERSTELIJN_FHIR
if (!base) throw new Error('EERSTELIJN_FHIR says where the FHIR face is; conformance/run sets it')

/** What the stage that is built serves. */
export const types = [
  'Organization', 'Location', 'HealthcareService', 'Endpoint', 'OrganizationAffiliation', 'Provenance', 'Basic',
]

export const notAnId = '00000000-0000-7000-8000-000000000000'

/** Asks for one address and gives the answer's JSON; anything but 200 is an error. */
export async function get(url) {
  const answer = await fetch(url, { headers: { Accept: 'application/fhir+json' } })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}: ${text}`)
  return JSON.parse(text)
}

/** Every page of a search or history, to the end. */
export async function* pages(url) {
  for (let next = url; next; ) {
    const bundle = await get(next)
    yield bundle
    next = bundle.link?.find((l) => l.relation === 'next')?.url
  }
}

/** Every resource the face has, each once. */
export async function everything() {
  const all = [await get(`${base}/metadata`)]
  const can = (r, code) => r.interaction?.some((i) => i.code === code)
  // What can be changed and has no history is about people's work: it is for who is signed in.
  const served = all[0].rest[0].resource.filter((r) => can(r, 'search-type') && (can(r, 'history-type') || !can(r, 'update')))
  for (const { type } of served) {
    for await (const page of pages(`${base}/${type}?_count=100`)) {
      all.push(...(page.entry ?? []).map((e) => e.resource))
    }
  }
  return all
}
