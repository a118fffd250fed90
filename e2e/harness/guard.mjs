// guard: watches a window while somebody walks, and objects afterwards to what nobody may meet.

import assert from 'node:assert/strict'

/**
 * Watches everything the context loads and says.
 * @returns {{expect: (status: number) => void, allow: (status: number) => void, assertClean: () => void}}
 *   expect allows one answer with that status, which must come (a walk that asks for what is not there);
 *   allow lets all of them be, whether they come or not (a walk that depends on the hour).
 */
export function guard(context, base) {
  const origin = new URL(base).origin
  const objections = []
  const expected = []
  const allowed = new Set()

  context.on('request', (request) => {
    const url = request.url()
    if (/^(data|blob|about):/.test(url)) return
    if (new URL(url).origin !== origin) objections.push(`a request leaves the site: ${url}`)
  })
  context.on('requestfailed', (request) => {
    // A walk that clicks on ends what the former page still fetched.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      objections.push(`a request failed: ${request.url()}: ${request.failure()?.errorText}`)
    }
  })
  context.on('response', (response) => {
    if (response.status() < 400 || allowed.has(response.status())) return
    const at = expected.indexOf(response.status())
    if (at >= 0) expected.splice(at, 1)
    else objections.push(`${response.request().method()} ${response.url()} answers ${response.status()}`)
  })
  context.on('console', (message) => {
    // The answer itself was judged above; the console says it a second time.
    if (message.text().startsWith('Failed to load resource')) return
    if (message.type() === 'error' || /content security policy/i.test(message.text())) {
      objections.push(`the console says: ${message.text()}`)
    }
  })
  context.on('weberror', (problem) => objections.push(`a script fails: ${problem.error().message}`))

  return {
    expect: (status) => expected.push(status),
    allow: (status) => allowed.add(status),
    assertClean: () => {
      assert.deepEqual(objections, [])
      assert.deepEqual(expected, [], 'answers that were expected did not come')
    },
  }
}
