/**
 * Draws the SVG media of lessons in VS Code's light and dark colours, side by side, for looking at:
 * `npx tsx test/walkthroughs/draw-media.ts docker/04`. Writes out/pictures/lessons/<class>.<lesson>.png.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const common = {
  'font-family': 'system-ui, Ubuntu, "Droid Sans", sans-serif',
  'editor-font-family': '"Droid Sans Mono", "DejaVu Sans Mono", monospace',
  'charts-orange': '#d18616',
};
/** Of Default Light Modern and Default Dark Modern. */
const themes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  light: {
    ...common,
    'editor-background': '#ffffff',
    'editorWidget-background': '#f8f8f8',
    'editorWidget-border': '#c8c8c8',
    'sideBar-background': '#f8f8f8',
    'textCodeBlock-background': '#f8f8f8',
    foreground: '#3b3b3b',
    descriptionForeground: '#3b3b3b',
    disabledForeground: 'rgba(97,97,97,0.5)',
    'textLink-foreground': '#005fb8',
    focusBorder: '#005fb8',
    'charts-foreground': '#3b3b3b',
    'charts-lines': 'rgba(59,59,59,0.5)',
    'charts-red': '#e51400',
    'charts-blue': '#1a85ff',
    'charts-yellow': '#bf8803',
    'charts-green': '#388a34',
    'charts-purple': '#652d90',
  },
  dark: {
    ...common,
    'editor-background': '#1f1f1f',
    'editorWidget-background': '#202020',
    'editorWidget-border': '#454545',
    'sideBar-background': '#181818',
    'textCodeBlock-background': '#2b2b2b',
    foreground: '#cccccc',
    descriptionForeground: '#9d9d9d',
    disabledForeground: 'rgba(204,204,204,0.5)',
    'textLink-foreground': '#4daafc',
    focusBorder: '#0078d4',
    'charts-foreground': '#cccccc',
    'charts-lines': 'rgba(204,204,204,0.5)',
    'charts-red': '#f14c4c',
    'charts-blue': '#3794ff',
    'charts-yellow': '#cca700',
    'charts-green': '#89d185',
    'charts-purple': '#b180d7',
  },
};

const wanted = process.argv[2] ?? '';
const walkthroughs = join(root, 'walkthroughs');
const lessons = readdirSync(walkthroughs, { recursive: true, encoding: 'utf8' })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path.endsWith('/media') && path.startsWith(wanted))
  .map(path => path.slice(0, -'/media'.length));
const target = join(root, 'out/pictures/lessons');
mkdirSync(target, { recursive: true });
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (executablePath === undefined) throw new Error('There is no Chromium on this machine');

void draw(executablePath);

async function draw(executable: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1140, height: 400 } });
    for (const lesson of lessons) {
      const folder = join(walkthroughs, lesson, 'media');
      const drawings = readdirSync(folder).filter(name => name.endsWith('.svg'));
      if (drawings.length === 0) continue;
      const column = (theme: string): string => {
        const variables = Object.entries(themes[theme] ?? {}).map(([name, value]) => `--vscode-${name}:${value}`);
        const cells = drawings.map(
          name =>
            `<p>${name}</p>${readFileSync(join(folder, name), 'utf8').replaceAll('url(#', `url(#${theme}-`).replaceAll('id="', `id="${theme}-`)}`,
        );
        return `<div style='width:530px;padding:16px;background:var(--vscode-editor-background);color:var(--vscode-foreground);${variables.join(';')}'>${cells.join('')}</div>`;
      };
      await page.setContent(
        `<!doctype html><body style="margin:0;display:flex;font:13px sans-serif">${column('light')}${column('dark')}</body>`,
      );
      const path = join(target, `${lesson.replaceAll('/', '.')}.png`);
      await page.screenshot({ path, fullPage: true });
      console.log(path);
    }
  } finally {
    await browser.close();
  }
}
