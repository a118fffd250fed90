// site: the program as people meet it. Starts bin/eerstelijn demo on a free port and stops it.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const binary = resolve(import.meta.dirname, '../../bin/eerstelijn')
const patience = 60_000 // a busy machine of two cores that also compiles

/**
 * Starts the demo and waits until it is ready.
 * @returns {Promise<{url: string, later: (hours: number) => Promise<void>, stop: () => Promise<void>}>} later lets its
 *   clock be so many hours ahead of this machine's, and never back; stop fails when the program does not end well.
 */
export async function startSite() {
  await access(binary).catch(() => {
    throw new Error(`${binary} is not there: run 'make build' first`)
  })
  const folder = await mkdtemp(join(tmpdir(), 'eerstelijn-e2e-'))
  const clock = join(folder, 'later')
  const later = (hours) => writeFile(clock, `${hours}h`)
  const program = spawn(binary, ['demo', '--listen', '127.0.0.1:0', '--ops', '127.0.0.1:0', '--clock', clock], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = []
  const ended = once(program, 'exit')
  const url = new Promise((found) => {
    for (const stream of [program.stdout, program.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line)
        const address = /^(http:\/\/127\.0\.0\.1:\d+)\/?$/.exec(line.trim())
        if (address && stream === program.stdout) found(address[1])
      })
    }
  })

  const stop = async () => {
    let stubborn
    if (program.exitCode === null && program.signalCode === null) {
      program.kill('SIGTERM')
      stubborn = setTimeout(() => program.kill('SIGKILL'), 15_000)
    }
    const [code, signal] = await ended
    clearTimeout(stubborn)
    await rm(folder, { recursive: true, force: true })
    if (code !== 0) {
      throw new Error(`the program ended with ${signal ?? `code ${code}`} instead of 0:\n${said.slice(-30).join('\n')}`)
    }
  }

  try {
    const base = await within(patience, 'its address on stdout', Promise.race([url, died(ended, said)]))
    await within(patience, '/readyz to say 200', Promise.race([ready(base), died(ended, said)]))
    return { url: base, later, stop }
  } catch (problem) {
    await stop().catch(() => {}) // the first problem is the one to read
    throw problem
  }
}

async function ready(base) {
  for (;;) {
    const answer = await fetch(`${base}/readyz`).catch(() => null)
    if (answer?.status === 200) return
    await new Promise((again) => setTimeout(again, 100))
  }
}

async function died(ended, said) {
  const [code, signal] = await ended
  throw new Error(`the program ended with ${signal ?? `code ${code}`} before it served:\n${said.slice(-30).join('\n')}`)
}

/** Waits for promise, but not longer than ms: what is what was waited for. */
async function within(ms, what, promise) {
  let timer
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`waited ${ms / 1000} s in vain for ${what}`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
