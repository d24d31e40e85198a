// Compiles the look into ../app/static. Run `npm ci && npm run build` after changing anything in this folder.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const out = join(here, '..', 'app', 'static')
const version = (name) => JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version

for (const folder of ['css', 'js', 'fonts', 'images']) {
  rmSync(join(out, folder), { recursive: true, force: true })
  mkdirSync(join(out, folder), { recursive: true })
}

const { css } = sass.compile(join(here, 'sass', 'app.scss'), {
  loadPaths: [modules],
  style: 'compressed',
  quietDeps: true
})
// A relative address would reach the licensed images of the GOV.UK site; the only files ours may name are fonts.
const strays = [...css.matchAll(/url\(([^)]*)\)/g)].map((m) => m[1]).filter((u) => !/^"?(\.\.\/fonts\/|data:)/.test(u))
if (strays.length) throw new Error(`The style sheet asks for files we do not ship: ${strays.join(', ')}`)
writeFileSync(join(out, 'css', 'app.css'), css + '\n')

// Library files carry their version in the name, so that a browser never mixes two of them.
cpSync(join(modules, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), join(out, `js/govuk-frontend-${version('govuk-frontend')}.min.js`))
cpSync(join(modules, 'htmx.org/dist/htmx.min.js'), join(out, `js/htmx-${version('htmx.org')}.min.js`))
for (const file of ['bootstrap.js', 'app.js']) {
  const text = readFileSync(join(here, 'js', file), 'utf8').replaceAll('{govuk-frontend}', version('govuk-frontend'))
  writeFileSync(join(out, 'js', file), text)
}
writeFileSync(join(out, 'js', 'LICENCES.txt'), [
  `govuk-frontend ${version('govuk-frontend')}\n\n` + readFileSync(join(here, 'licences', 'govuk-frontend.txt'), 'utf8'),
  `htmx ${version('htmx.org')}\n\n` + readFileSync(join(modules, 'htmx.org/LICENSE'), 'utf8')
].join('\n\n'))

for (const subset of ['latin', 'latin-ext']) {
  for (const style of ['400-normal', '400-italic', '600-normal']) {
    const file = `source-sans-3-${subset}-${style}.woff2`
    cpSync(join(modules, '@fontsource/source-sans-3/files', file), join(out, 'fonts', file))
  }
}
cpSync(join(here, 'licences', 'source-sans-3.txt'), join(out, 'fonts', 'OFL.txt'))
cpSync(join(here, 'images'), join(out, 'images'), { recursive: true })
