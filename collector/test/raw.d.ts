// What Vite makes of a document that is imported as its text.
declare module '*.md?raw' {
  const text: string

  export = text
}
