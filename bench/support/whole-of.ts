/** A number given on the command line. @throws when it is not a whole number from 1 on, naming the option */
export function wholeOf(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a whole number from 1 on, received ${JSON.stringify(text)}`)
  return Number(text)
}
