// Journey: what an image is made of, layer by layer; from a layer to the line that made it; two images compared; sizes
// behind the instructions of what was built last.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BuildPlan } from '../../../server/src/build/build-plan.ts';
import { environment } from '../../bed/environment.ts';
import { stateWhen } from '../support/engine-state.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, webviewFrames, workbench } from '../support/workbench.ts';
import { eventually, open, removeFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const repository = `slipway-layers-${randomBytes(3).toString('hex')}/shop`;
const earlier = `${repository}:before`;
const later = `${repository}:after`;

const large = `FROM ${baseImage}
RUN mkdir -p /usr/lib/toolchain && dd if=/dev/zero of=/usr/lib/toolchain/cc1plus bs=1M count=48
WORKDIR /srv/shop
COPY app .
RUN mkdir -p /var/cache/packages && dd if=/dev/zero of=/var/cache/packages/index.tar bs=1M count=14 && cp -r src dist
RUN dd if=/dev/zero of=runtime bs=1M count=22
RUN rm -r /var/cache/packages src && chmod 755 runtime
ENV NODE_ENV=production
CMD ["sh", "dist/index.js"]
`;
const small = `FROM ${baseImage} AS build
RUN mkdir -p /usr/lib/toolchain && dd if=/dev/zero of=/usr/lib/toolchain/cc1plus bs=1M count=48
WORKDIR /srv/shop
COPY app .
RUN cp -r src dist

FROM ${baseImage}
WORKDIR /srv/shop
RUN dd if=/dev/zero of=runtime bs=1M count=22 && chmod 755 runtime
COPY --from=build /srv/shop/dist ./dist
RUN mkdir licences && cp dist/pages/home.html licences/shop.html
ENV NODE_ENV=production
CMD ["sh", "dist/index.js"]
`;

describe('Journey: the layers of an image', () => {
  let folder = '';
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const inside = (selector: string) => ({ frames: webviewFrames, selector });
  const row = (reference: string) => `[role="treeitem"][aria-label*="Image ${reference},"]`;
  const pictures = async (name: string) => {
    for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`${name}-${theme}`);
    }
    await workbench.theme('light');
  };

  before(async function () {
    if (baseImage === '') this.skip();
    folder = await writeFolder('journey-layers', {
      Dockerfile: large,
      'Dockerfile.small': small,
      'app/src/index.js': 'console.log("open");\n',
      'app/src/cart.js': 'export const cart = [];\n',
      'app/src/pages/home.html': `<title>${'Shop '.repeat(400)}</title>\n`,
    });
    docker('build', '--quiet', '--tag', earlier, folder);
    docker('build', '--quiet', '--tag', later, '--file', join(folder, 'Dockerfile.small'), folder);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
  after(async () => {
    await vscode.workspace.getConfiguration('slipway').update('build.sizeHints', undefined, true);
    for (const tag of [earlier, later]) if (docker('images', '--quiet', tag) !== '') docker('rmi', '--force', tag);
    await removeFolder(folder);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('is shown from the image’s row: a bar, and each layer with its instruction, size and share', async function () {
    needsWorkbench(this);
    await vscode.commands.executeCommand('slipway.images.focus');
    await stateWhen(state => [...state.images.values()].some(({ tags }) => tags.includes(earlier)));
    await workbench.click(`[role="treeitem"][aria-label*="Image repository ${repository},"]`);
    await workbench.chooseFromMenu(row(earlier), 'Show Layers');
    await workbench.waitFor(inside(`h1 >> text=${earlier}`));
    await workbench.waitFor(inside('.image-bar .part.colour-1'));
    await workbench.waitFor(inside('.row >> text=usr/'));
    assert.match(await workbench.text(inside('.facts')), /Efficiency/);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await pictures('layers-image');
  });

  it('tells by keyboard what a layer added, changed and deleted', async function () {
    needsWorkbench(this);
    await workbench.click(inside('#layer-all'));
    await workbench.press('End');
    await workbench.waitFor(inside('#layer-6[aria-selected="true"]'));
    await workbench.waitFor(inside('.row >> text=var/'));
    await workbench.click(inside('.files'));
    await workbench.press('Home');
    for (const letter of 'var') await workbench.press(letter);
    await workbench.waitFor(inside('.row[aria-selected="true"] >> text=var/'));
    // What is only passed through opens by itself.
    await workbench.press('ArrowRight');
    await workbench.waitFor(inside('.row.deleted >> text=packages'));
    await workbench.press('ArrowDown');
    await workbench.press('ArrowDown');
    await workbench.waitFor(inside('.row.deleted[aria-selected="true"] >> text=packages'));
    await pictures('layers-deleted');
    await workbench.click(inside('input'));
    await workbench.type('RUNTIME');
    await workbench.waitFor(inside('.row.changed >> text="/srv/shop/runtime"'));
    await workbench.screenshot('layers-filtered');
    await workbench.press('Control+a');
    await workbench.press('Delete');
    await workbench.waitFor(inside('.row >> text=var/'));
  });

  it('leads from a layer to the line that made it', async function () {
    needsWorkbench(this);
    await workbench.click(inside('#layer-4 .place'));
    const editor = await eventually(vscode.window.onDidChangeActiveTextEditor, () => vscode.window.activeTextEditor);
    assert.equal(editor.document.uri.fsPath, join(folder, 'Dockerfile'));
    await eventually(vscode.window.onDidChangeTextEditorSelection, () =>
      editor.selection.active.line === 4 ? true : undefined,
    );
    await workbench.screenshot('layers-line');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is compared with another image: how much smaller, what went and what came', async function () {
    needsWorkbench(this);
    const comparing = vscode.commands.executeCommand('slipway.image.compareLayers');
    for (const [title, reference] of [
      ['The one before', earlier],
      ['The one after', later],
    ] as const) {
      await workbench.waitFor(`.quick-input-widget >> text=${title}`);
      await workbench.type(reference);
      await workbench.waitFor(`.quick-input-list .monaco-list-row.focused >> text=${reference}`);
      await workbench.press('Enter');
    }
    await comparing;
    await workbench.waitFor(inside('h1 >> text=→'));
    await workbench.waitFor(inside('tr.gone >> text=cc1plus'));
    await workbench.waitFor(inside('#what-came'));
    await pictures('layers-compared');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('says that an image is gone, and offers to read it again', async function () {
    needsWorkbench(this);
    const id = `sha256:${'0'.repeat(64)}`;
    await vscode.commands.executeCommand('slipway.image.showLayers', { id, name: 'shop:gone' });
    await workbench.waitFor(inside('[role="alert"] >> text=somebody removed it meanwhile'));
    await workbench.waitFor(inside('button >> text="Read Again"'));
    await workbench.screenshot('layers-gone');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('stands behind the instructions of the file that was built last, marked where it was changed since', async function () {
    needsWorkbench(this);
    await vscode.workspace.getConfiguration('slipway').update('build.sizeHints', 'on', true);
    const { builds, engine } = await slipwayApi();
    const { images } = await engine();
    const { Id: imageId } = await images.inspect(earlier);
    const path = join(folder, 'Dockerfile');
    const plan = { builds: [{ id: 'shop', service: 'shop', for: 'default', dockerfile: { path } }] };
    const result = { imageId, tags: [earlier], notes: [] };
    const { ended } = builds.start({
      title: 'shop',
      plan: plan as unknown as BuildPlan,
      runner: { kind: 'engine', run: async (_plan, told) => told.done('shop', result) },
    });
    await ended;
    const editor = await open(path);
    const hint = '.view-line [class*="dyn-rule"] >> text=MB';
    await workbench.waitFor(hint);
    await workbench.screenshot('layers-hints');
    await editor.edit(edit => edit.insert(new vscode.Position(3, 8), '2'));
    await workbench.waitFor('.view-line >> text=was 3');
    await pictures('layers-hints-stale');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    builds.clear();
  });
});
