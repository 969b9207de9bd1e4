import { execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
// The built file: it is what `milepost` starts.
const cli = join(import.meta.dirname, '../bin/milepost.js')

test('starts under its own name, and ends with the exit code of the command', async () => {
  expect((await readFile(cli, 'utf8')).split('\n')[0]).toBe('#!/usr/bin/env node')
  const { stdout } = await run('node', [cli, '--version'])
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  const failed = await run('node', [cli, 'list'], { env: { ...process.env, MILEPOST_TOKEN: '' } }).catch((error: unknown) => error)
  expect(failed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Error: No token was given') })
})

test('is not troubled by a reader that has seen enough', async () => {
  const child = spawn('node', [cli, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const exitCode = await new Promise((resolve) => child.on('close', resolve))
  expect([exitCode, stderr]).toEqual([0, ''])
})
