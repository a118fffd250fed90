// keyboard: walks by Tab and Enter alone, and sees where it is.

import assert from 'node:assert/strict'

/**
 * Presses Tab until target has the focus. Each stop on the way must be in sight and marked.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} target
 */
export async function tabTo(page, target, { most = 80 } = {}) {
  const aim = target.first()
  await aim.waitFor()
  for (let stops = 0; stops <= most; stops++) {
    if (await aim.evaluate((el) => el === document.activeElement)) return
    await page.keyboard.press('Tab')
    await assertMarked(page)
  }
  assert.fail(`Tab did not reach ${target} within ${most} stops on ${page.url()}`)
}

/** What has the focus is in sight and shows it by an outline, a ring or another look of its own. */
export async function assertMarked(page) {
  const stop = await page.evaluate(() => {
    const el = document.activeElement
    if (!el || el === document.body) return null // the focus left for the browser's own bars
    const box = el.getBoundingClientRect()
    const style = getComputedStyle(el)
    // A radio or checkbox may leave the ring to its label or field.
    const ringed = [el, el.closest('label'), el.nextElementSibling].filter(Boolean).some((candidate) => {
      const look = getComputedStyle(candidate)
      const outlined = look.outlineStyle === 'auto' || (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2)
      return outlined || look.boxShadow !== 'none' // 'auto' is the browser's own ring
    })
    return {
      html: el.outerHTML.slice(0, 160),
      inSight: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && style.visibility !== 'hidden',
      ringed,
    }
  })
  if (!stop) return
  assert.ok(stop.inSight, `the focus is out of sight on ${page.url()}: ${stop.html}`)
  assert.ok(stop.ringed, `nothing shows the focus on ${page.url()}: ${stop.html}`)
}
