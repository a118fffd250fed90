// browser: Debian's Chromium, driven by playwright-core, without a word to the outside.

import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const executablePath = process.env.EERSTELIJN_CHROMIUM || '/usr/bin/chromium'

/** Why there can be no browser tests here, or nothing. Where they are asked for, that is an error. */
export function noBrowser() {
  if (existsSync(executablePath)) return undefined
  const why = `no browser: ${executablePath} is not there (Debian's package chromium)`
  if ((process.env.EERSTELIJN_REQUIRE ?? '').split(',').includes('chromium')) throw new Error(why)
  return `SKIPPED: ${why}`
}

export function launch() {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  })
}

/** The two windows every page is looked at in. The phone is the narrowest that people still use. */
export const desktop = { viewport: { width: 1280, height: 900 } }
export const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
