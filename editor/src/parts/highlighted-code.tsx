import { CodeHighlightAdapterProvider, createHighlightJsAdapter, InlineCodeHighlight } from '@mantine/code-highlight'
import hljs from 'highlight.js/lib/core'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import markdown from 'highlight.js/lib/languages/markdown'
import plaintext from 'highlight.js/lib/languages/plaintext'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import classes from './highlighted-code.module.css'

// The languages of the snippet generator's targets; any other is shown as it is.
const languages = { javascript, json, markdown, plaintext, typescript, xml }
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language)

const adapter = createHighlightJsAdapter(hljs)

interface HighlightedCodeProps {
  readonly code: string
  readonly language: string
}

/** Code in colours, loaded only where code is shown. */
export const HighlightedCode = ({ code, language }: HighlightedCodeProps) => (
  <CodeHighlightAdapterProvider adapter={adapter}>
    <InlineCodeHighlight unstyled className={classes.code ?? ''} code={code} language={language} />
  </CodeHighlightAdapterProvider>
)
