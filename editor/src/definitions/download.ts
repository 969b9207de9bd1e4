/** Gives a text to the browser as a file to keep. */
export function download(fileName: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  Object.assign(document.createElement('a'), { href, download: fileName }).click()
  // Some browsers read it only after this turn.
  setTimeout(() => URL.revokeObjectURL(href), 1000)
}
