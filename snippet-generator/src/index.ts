export type { Snippet, SnippetInput, TargetName } from './snippet.js'
