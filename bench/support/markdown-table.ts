/** A Markdown table, its columns aligned as the formatter would; all but the first stand on the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[0] ?? 0))).join(' | ')} |`
  const rule = line(widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))))
  return [line(head), rule, ...rows.map(line)].join('\n')
}
