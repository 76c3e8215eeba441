// Builds the style sheet and the script: `node build.mjs <ui folder> <output folder>`.
// Keeps of the Ontario Design System only what the templates use, in a cascade layer below ours.
import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { build } from 'esbuild';
import postcss from 'postcss';
import { PurgeCSS } from 'purgecss';

const here = path.dirname(fileURLToPath(import.meta.url));
const [uiFolder, outFolder] = process.argv.slice(2);
const ontario = path.join(here, 'node_modules/@ongov');
const components = `${ontario}/ontario-design-system-component-library/dist/collection/components`;

const TOKENS = `${ontario}/ontario-design-system-design-tokens/dist/css/_variables.css`;
const FONTS = `${ontario}/ontario-design-system-global-styles/dist/misc/ontario-design-system-fonts.css`;
const THEME = `${ontario}/ontario-design-system-global-styles/dist/styles/css/compiled/ontario-theme.css`;
const COMPONENTS = {
  'ontario-button': `${components}/ontario-button/ontario-button.css`,
  'ontario-checkboxes': `${components}/ontario-checkbox/ontario-checkboxes.css`,
  'ontario-radios': `${components}/ontario-radio-buttons/ontario-radio-buttons.css`,
};
const FAMILIES = ['Open Sans', 'Raleway'];

// Component sheets repeat the whole theme: only the rules that name the component are its own.
function only(prefix, css) {
  const root = postcss.parse(css);
  root.walkRules((rule) => {
    if (!rule.selector.includes(`.${prefix}`)) rule.remove();
  });
  root.walkAtRules((at) => at.nodes?.length === 0 && at.remove());
  return root.toString();
}

// Every browser that can run these pages reads woff2; older formats would only be copied along.
function woff2(css, folder) {
  const root = postcss.parse(css);
  root.walkAtRules('font-face', (face) => {
    const read = (prop) => face.nodes.find((node) => node.prop === prop)?.value ?? '';
    const url = /url\(['"]?([^'")?#]+\.woff2)/.exec(face.toString())?.[1];
    const family = read('font-family').replaceAll(/['"]/g, '');
    if (!url || !FAMILIES.some((name) => family.startsWith(name))) return face.remove();
    face.walkDecls('src', (source) => {
      source.value = `url("${path.resolve(folder, url)}") format("woff2")`;
    });
  });
  return root.toString();
}

async function purge(css) {
  const root = postcss.parse(css);
  root.walkAtRules('font-face', (face) => face.remove()); // They come from FONTS, woff2 alone.
  const [result] = await new PurgeCSS().purge({
    content: [`${uiFolder}/pages/**/*.html`, `${uiFolder}/components/**/*.html`],
    css: [{ raw: root.toString() }],
    variables: false,
  });
  return result.css;
}

const sheets = [];
async function sheet(name, css, layer) {
  await writeFile(path.join(here, `${name}.css`), css);
  sheets.push(`@import "./${name}.css"${layer ? ' layer(ontario)' : ''};`);
}

await sheet('tokens', await readFile(TOKENS, 'utf8'), false);
await sheet('fonts', woff2(await readFile(FONTS, 'utf8'), path.dirname(FONTS)), false);
await sheet('theme', await purge(await readFile(THEME, 'utf8')), true);
for (const [prefix, file] of Object.entries(COMPONENTS)) {
  await sheet(prefix, await purge(only(prefix, await readFile(file, 'utf8'))), true);
}
await writeFile(
  path.join(here, 'site.css'),
  ['@layer ontario, site;', ...sheets, '@import "./css/site.css" layer(site);'].join('\n'),
);

await mkdir(outFolder, { recursive: true });
const result = await build({
  entryPoints: { site: path.join(here, 'site.css'), page: path.join(here, 'js/page.js') },
  outdir: outFolder,
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  charset: 'utf8',
  format: 'esm',
  target: ['chrome111', 'firefox113', 'safari16.4'],
  loader: { '.woff2': 'file' },
  metafile: true,
  logLevel: 'warning',
});

const files = {};
for (const [file, { entryPoint, bytes }] of Object.entries(result.metafile.outputs)) {
  const name = path.basename(file);
  files[entryPoint ? `${path.parse(entryPoint).name}${path.extname(name)}` : name] = { name, bytes };
}
await writeFile(path.join(outFolder, 'files.json'), JSON.stringify(files, null, 1));
