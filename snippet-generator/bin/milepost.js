#!/usr/bin/env node
// Not in dist, so that npm can link the command in a fresh checkout, before anything is built.
import '../dist/cli.js'
