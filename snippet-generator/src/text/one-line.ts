/** Blanks, control characters, line separators, and directional marks, which can make text read otherwise than it is. */
const INVISIBLE = /[\s\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/** A person's text on one line of well-formed Unicode. */
export const oneLine = (text: string): string => text.toWellFormed().replace(INVISIBLE, ' ').trim()

/**
 * A person's text for the inside of a line or block comment of JavaScript, also within a script tag: on one line, and unable to end
 * the comment (`*\/`), the tag (`</script>`) or to begin what HTML reads as a comment (`<!--`).
 */
export const comment = (text: string): string =>
  oneLine(text)
    .replaceAll('*/', '*\\/')
    .replace(/<(?=[!/s])/gi, '<\\')
