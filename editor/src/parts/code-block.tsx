import { lazy, Suspense } from 'react'
import classes from './code-block.module.css'

interface CodeBlockProps {
  readonly code: string
  /** `json`, `html`, `typescript`, `markdown` or `text`, as the snippet generator names them. */
  readonly language: string
  /** What the code is, for those who do not see where it stands. */
  readonly label: string
}

// Highlighting weighs more than the page around it, and the text can be read without.
const HighlightedCode = lazy(() => import('./highlighted-code.js').then(({ HighlightedCode }) => ({ default: HighlightedCode })))

/** Code to read and select. It scrolls inside its own frame, which the keyboard reaches. */
export const CodeBlock = ({ code, language, label }: CodeBlockProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
  <section aria-label={label} tabIndex={0} dir="ltr" className={classes.frame}>
    <pre className={classes.code}>
      <Suspense fallback={code}>
        <HighlightedCode code={code} language={language} />
      </Suspense>
    </pre>
  </section>
)
