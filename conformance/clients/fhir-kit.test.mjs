// fhir-kit: a client that many small FHIR programs are made with does what it does everywhere.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'fhir-kit-client'
import { base, notAnId, types } from './face.mjs'

const client = new Client({ baseUrl: base })
const firstOf = async (resourceType) => (await client.search({ resourceType, searchParams: { _count: 1 } })).entry[0].resource

test('fhir-kit-client reads what the face can do', async () => {
  const statement = await client.capabilityStatement()
  assert.equal(statement.resourceType, 'CapabilityStatement')
  assert.equal(statement.fhirVersion, '4.0.1')
  const served = statement.rest[0].resource.map((r) => r.type)
  for (const type of types) assert.ok(served.includes(type), `${type} is served`)
})

test('fhir-kit-client pages on, and back where that is offered', async () => {
  const seen = new Set()
  let bundle = await client.search({ resourceType: 'Organization', searchParams: { _count: 4 } })
  let count = 0
  for (;;) {
    for (const e of bundle.entry ?? []) {
      seen.add(e.resource.id)
      count++
    }
    const next = client.nextPage({ bundle })
    if (!next) break
    bundle = await next
  }
  assert.equal(seen.size, count, 'nothing comes twice')
  assert.ok(count > 4, 'there are several pages')
})

test('fhir-kit-client reads, reads a version and resolves a reference', async () => {
  const service = await firstOf('HealthcareService')
  assert.deepEqual(await client.read({ resourceType: 'HealthcareService', id: service.id }), service)
  const version = await client.vread({ resourceType: 'HealthcareService', id: service.id, version: service.meta.versionId })
  assert.deepEqual(version, service)
  const provider = await client.resolve({ reference: service.providedBy.reference })
  assert.equal(provider.resourceType, 'Organization')
})

test('fhir-kit-client searches', async () => {
  const service = await firstOf('HealthcareService')
  const has = async (searchParams) => {
    const found = await client.search({ resourceType: 'HealthcareService', searchParams })
    return (found.entry ?? []).some((e) => e.resource.id === service.id)
  }
  assert.ok(await has({ _id: service.id }))
  assert.ok(await has({ 'name:exact': service.name, _count: 100 }))
  assert.ok(await has({ organization: service.providedBy.reference, _count: 100 }))
  assert.ok(!(await has({ _id: service.id, active: String(!service.active) })), 'a search that should not find it')
  const posted = await client.resourceSearch({
    resourceType: 'HealthcareService',
    searchParams: { _id: service.id },
    options: { postSearch: true },
  })
  assert.equal(posted.entry?.[0].resource.id, service.id)
})

test('fhir-kit-client reads history', async () => {
  const service = await firstOf('HealthcareService')
  const own = await client.resourceHistory({ resourceType: 'HealthcareService', id: service.id })
  assert.equal(own.type, 'history')
  assert.equal(own.entry[0].resource.meta.versionId, service.meta.versionId)
  const all = await client.typeHistory({ resourceType: 'HealthcareService' })
  assert.equal(all.type, 'history')
  assert.ok(all.entry.length > 1)
})

test('fhir-kit-client is told what is wrong in an OperationOutcome', async () => {
  const wrong = [
    [404, () => client.read({ resourceType: 'Organization', id: notAnId })],
    [404, () => client.search({ resourceType: 'Patient', searchParams: { name: 'x' } })],
    [400, () => client.search({
      resourceType: 'Organization',
      searchParams: { colour: 'red' },
      options: { headers: { Prefer: 'handling=strict' } },
    })],
    [401, () => client.create({ resourceType: 'Organization', body: { resourceType: 'Organization', name: 'Nergens' } })],
  ]
  for (const [status, call] of wrong) {
    await assert.rejects(call, (problem) => {
      assert.equal(problem.response?.status, status)
      assert.equal(problem.response.data.resourceType, 'OperationOutcome')
      assert.ok(problem.response.data.issue[0].diagnostics || problem.response.data.issue[0].details?.text, 'it says why')
      return true
    })
  }
})
