// medplum: the client of a platform with strict ideas of its own does what it does everywhere.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MedplumClient, OperationOutcomeError } from '@medplum/core'
import { base, notAnId } from './face.mjs'

const [, site, path] = /^(.*\/)([^/]+)\/?$/.exec(base)
const client = new MedplumClient({ baseUrl: site, fhirUrlPath: path, cacheTime: 0, autoBatchTime: 0, fetch })

test('@medplum/core pages on', async () => {
  const seen = new Set()
  let pages = 0
  let count = 0
  for await (const page of client.searchResourcePages('Organization', { _count: 7 })) {
    pages++
    count += page.length
    for (const r of page) seen.add(r.id)
  }
  assert.ok(pages > 1, 'there are several pages')
  assert.equal(seen.size, count, 'nothing comes twice')
})

test('@medplum/core reads, reads a version and follows a reference', async () => {
  const service = await client.searchOne('HealthcareService', {})
  assert.deepEqual(await client.readResource('HealthcareService', service.id), service)
  assert.deepEqual(await client.readVersion('HealthcareService', service.id, service.meta.versionId), service)
  assert.equal((await client.readReference(service.providedBy)).resourceType, 'Organization')
})

test('@medplum/core searches', async () => {
  const location = await client.searchOne('Location', {})
  const found = await client.searchResources('Location', { _id: location.id })
  assert.deepEqual(found.map((l) => l.id), [location.id])
  const bundle = await client.search('Location', { _id: location.id, _include: 'Location:organization' })
  const modes = bundle.entry.map((e) => [e.resource.resourceType, e.search.mode])
  assert.deepEqual(modes, [['Location', 'match'], ['Organization', 'include']])
  const named = await client.searchResources('Organization', 'name:contains=a&_sort=name&_count=100')
  assert.ok(named.length > 1)
})

test('@medplum/core reads history', async () => {
  const service = await client.searchOne('HealthcareService', {})
  const history = await client.readHistory('HealthcareService', service.id)
  assert.equal(history.entry[0].resource.meta.versionId, service.meta.versionId)
})

test('@medplum/core is told what is wrong in an OperationOutcome', async () => {
  const isOutcome = (code) => (problem) => {
    assert.ok(problem instanceof OperationOutcomeError, String(problem))
    assert.equal(problem.outcome.issue[0].code, code)
    return true
  }
  await assert.rejects(client.readResource('Organization', notAnId), isOutcome('not-found'))
  await assert.rejects(client.search('Organization', '_lastUpdated=yesterday'), isOutcome('invalid'))
})
