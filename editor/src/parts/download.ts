/** Gives a text, or what the collector has sent, to the browser as a file to keep. */
export function download(fileName: string, content: string | Blob): void {
  const href = URL.createObjectURL(new Blob([content], { type: typeof content === 'string' ? 'text/plain' : content.type }))
  Object.assign(document.createElement('a'), { href, download: fileName }).click()
  // Some browsers read it only after this turn.
  setTimeout(() => URL.revokeObjectURL(href), 1000)
}
