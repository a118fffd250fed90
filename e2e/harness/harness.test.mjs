// The checks are tried on pages made to fail them: a check that cannot object proves nothing.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { desktop, launch, noBrowser, phone } from './browser.mjs'
import { accessible, fits, namesANumber, readsAloud, weigh, weightLimit } from './checks.mjs'
import { guard } from './guard.mjs'
import { tabTo } from './keyboard.mjs'

const sound = `<h1>Goed</h1><p class="phone">088 000 00 00</p><p><a href="#begin">Begin</a></p><p><a href="#eind" id="eind">Eind</a></p>`
const html = (main, head = '') => `<!doctype html><html lang="nl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Proef</title><link rel="icon" href="/icon">${head}</head>
<body><main>${main}</main></body></html>`

// Each page differs from the sound one in one thing.
const pages = {
  '/sound': html(sound),
  '/scrollbox': html(`${sound}<div style="overflow-x:auto"><table style="width:900px"><tr><td>breed</td></tr></table></div>`),
  '/wide': html(`${sound}<div style="width:900px">breed</div>`),
  '/axe': html(`${sound}<img src="/icon">`),
  '/faint': html(`${sound}<p style="color:#bbb;background:#fff">bleek</p>`),
  '/outside': html(sound, '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">'),
  '/inline': html(`${sound}<script>window.x = 1</script>`),
  '/noisy': html(sound, '<script src="/noisy.js"></script>'),
  '/noisy.js': 'console.error("au")',
  '/throws': html(sound, '<script src="/throws.js"></script>'),
  '/throws.js': 'throw new Error("stuk")',
  '/broken': html(`${sound}<img alt="" src="/gone">`),
  '/ringless': html(sound, '<link rel="stylesheet" href="/ringless.css">'),
  '/ringless.css': 'a:focus { outline: none }',
  '/heavy': html(`${sound}<!-- ${randomBytes(weightLimit).toString('base64')} -->`),
  '/two-h1': html(`${sound}<h1>Nog een</h1>`),
  '/no-number': html('<h1>Geen nummer</h1>'),
  '/dials': html(`${sound}<a href="tel:0880000000">088 000 00 00</a>`),
  '/icon': '',
}
const types = { '.js': 'text/javascript', '.css': 'text/css' }

const skip = noBrowser()
let server, base, browser

before(async () => {
  if (skip) return
  server = createServer((request, response) => {
    const page = pages[request.url]
    const type = types[/\.\w+$/.exec(request.url)?.[0]] ?? 'text/html'
    // Inline styles are allowed here, so that a page can be wide; inline scripts are not.
    response.writeHead(page === undefined ? 404 : 200, {
      'Content-Type': type,
      'Content-Security-Policy': "script-src 'self'",
    })
    response.end(page)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${server.address().port}`
  browser = await launch()
})

after(async () => {
  await browser?.close()
  server?.close()
})

/** Opens path in a window with a guard and hands both to steps. */
async function visit(window, path, steps) {
  const context = await browser.newContext({ ...window, baseURL: base })
  try {
    const watch = guard(context, base)
    const page = await context.newPage()
    await page.goto(path, { waitUntil: 'networkidle' })
    return await steps(page, watch)
  } finally {
    await context.close()
  }
}

test('a sound page passes every check', { skip }, async () => {
  await visit(phone, '/sound', async (page, watch) => {
    await readsAloud(page)
    await namesANumber(page)
    await fits(page)
    await accessible(page)
    await tabTo(page, page.getByRole('link', { name: 'Eind' }))
    watch.assertClean()
    const { total, bill } = await weigh(page.context(), `${base}/sound`)
    assert.ok(total > pages['/sound'].length && total < 2_000, bill)
  })
  await visit(phone, '/scrollbox', fits)
  await visit({ ...phone, javaScriptEnabled: false }, '/sound', async (page, watch) => {
    await fits(page)
    watch.assertClean()
  })
})

for (const [path, check, objection] of [
  ['/wide', fits, /900 px wide|breed/],
  ['/axe', accessible, /image-alt/],
  ['/faint', accessible, /color-contrast/],
  ['/two-h1', readsAloud, /one h1/],
  ['/no-number', namesANumber, /telephone number/],
  ['/dials', namesANumber, /dials a number/],
  ['/ringless', (page) => tabTo(page, page.getByRole('link', { name: 'Eind' })), /nothing shows the focus/],
  ['/outside', (_, watch) => watch.assertClean(), /leaves the site/],
  ['/inline', (_, watch) => watch.assertClean(), /Content Security Policy/i],
  ['/noisy', (_, watch) => watch.assertClean(), /au/],
  ['/throws', (_, watch) => watch.assertClean(), /stuk/],
  ['/broken', (_, watch) => watch.assertClean(), /answers 404/],
]) {
  test(`objects to ${path}`, { skip }, async () => {
    await visit(phone, path, async (page, watch) => {
      await assert.rejects(async () => check(page, watch), objection)
    })
  })
}

test('objects when an expected answer does not come', { skip }, async () => {
  await visit(desktop, '/sound', async (_, watch) => {
    watch.expect(404)
    assert.throws(() => watch.assertClean(), /did not come/)
  })
})

test('weighs what really came over', { skip }, async () => {
  await visit(desktop, '/sound', async (page) => {
    const { total } = await weigh(page.context(), `${base}/heavy`)
    assert.ok(total > weightLimit, `a heavy page weighs ${total}`)
  })
})
