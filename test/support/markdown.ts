import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/settings.ts'

/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string
  readonly code: string
  readonly line: number
  /** Why nobody can run it: the text of a comment `not run: …` on the line before. */
  readonly notRun?: string
}

/** A Markdown file of the repository. */
export interface Markdown {
  readonly text: string
  readonly blocks: readonly Block[]
  /** Rows of the table whose header begins with this cell, as texts of cells, without the header. */
  table(firstCell: string): string[][]
  /** Addresses of links and images. */
  readonly links: readonly string[]
  /** What a link can name after `#`. */
  readonly anchors: readonly string[]
}

/** Reads a Markdown file. @param path from the root */
export function readMarkdown(path: string): Markdown {
  const text = readFileSync(join(root, path), 'utf8')
  const prose = text.replace(FENCE, '')
  return {
    text,
    blocks: blocksOf(text),
    table: (firstCell) => tableOf(prose, firstCell),
    links: [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? ''),
    anchors: [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\- ]/gu, '')
        .replaceAll(' ', '-'),
    ),
  }
}

/** Indented ones too, as they stand in lists. */
const FENCE = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm

function blocksOf(text: string): Block[] {
  return [...text.matchAll(FENCE)].map(({ 1: indent = '', 2: language = '', 3: code = '', index }) => {
    const before = text.slice(0, index)
    const reason = /<!-- not run: (.+) -->\n$/.exec(before)?.[1]
    return {
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: before.split('\n').length,
      ...(reason && { notRun: reason }),
    }
  })
}

function tableOf(prose: string, firstCell: string): string[][] {
  const tables = prose.split('\n\n').filter((part) => part.startsWith('|'))
  const rows = tables
    .map((table) =>
      table
        .trim()
        .split('\n')
        .map((line) =>
          line
            .slice(1, -1)
            .split('|')
            .map((cell) => cell.trim()),
        ),
    )
    .find(([header]) => header?.[0] === firstCell)
  if (!rows) throw new Error(`no table begins with ${firstCell}`)
  return rows.slice(2)
}

/** Whether a text is like another in which each `…` stands for anything. */
export const isLike = (text: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '[^]*?')}$`).test(text)

/** Replaces strings in a parsed answer by the strings with `…` that describe them, so that a comparison shows what else differs. */
export function alike(actual: unknown, pattern: unknown): unknown {
  if (typeof actual === 'string' && typeof pattern === 'string') return isLike(actual, pattern) ? pattern : actual
  if (typeof actual !== 'object' || actual === null || typeof pattern !== 'object' || pattern === null) return actual
  if (Array.isArray(actual)) return actual.map((entry, index) => alike(entry, (pattern as unknown[])[index]))
  return Object.fromEntries(Object.entries(actual).map(([key, value]) => [key, alike(value, (pattern as Record<string, unknown>)[key])]))
}
