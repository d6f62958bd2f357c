// Journey: every panel as it is read aloud: names, roles and states, the way of the focus, and what speaks up by itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { environment } from '../../bed/environment.ts';
import { focused, inside, stops } from '../support/reading.ts';
import { slipwayApi } from '../support/slipway.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';
import { open, removeFolder, writeFolder } from '../support/workspace.ts';

const baseImage = process.env[environment.baseImage] ?? '';
const image = 'slipway-read:1';
const container = 'read-aloud';

/** The networking lesson of the masterclass, before and after. */
const hostAndBridged = `services:
  frontend:
    build: ./frontend
    network_mode: host
  backend:
    build: ./backend
    ports:
      - "1234:1234"
`;
const bridged = `services:
  frontend:
    build: ./frontend
    ports:
      - "80:80"
  backend:
    build: ./backend
    expose:
      - "1234"
`;

describe('Journey: panels are read aloud', () => {
  let folder = '';
  const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const page = inside('body');
  const row = async () => {
    const { store } = await slipwayApi();
    const found = [...(await store.current()).containers.values()].find(it => it.name === container);
    const subject = { kind: 'container', id: found?.id } as const;
    return {
      id: `container:${found?.id}`,
      label: '',
      spoken: container,
      facts: ';container;',
      icon: { id: 'vm' },
      subject,
    };
  };

  before(async function () {
    needsWorkbench(this);
    if (baseImage === '') this.skip();
    folder = await writeFolder('journey-read', {
      'compose.yaml': hostAndBridged,
      'frontend/Dockerfile': 'FROM scratch\nEXPOSE 80\n',
      'backend/Dockerfile': 'FROM scratch\nEXPOSE 1234\n',
      'image/Dockerfile': `FROM ${baseImage}\nCOPY notes /srv/notes\nRUN rm /srv/notes/old.txt && echo 1 > /srv/new.txt\n`,
      'image/notes/old.txt': 'old\n'.repeat(500),
      'image/notes/kept.txt': 'kept\n',
    });
    docker('build', '--quiet', '--tag', image, join(folder, 'image'));
    docker('run', '-d', '--name', container, baseImage, 'sh', '-c', 'trap "exit 3" TERM; while :; do sleep 0.1; done');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
  after(async () => {
    if (folder === '') return;
    docker('rm', '--force', container);
    docker('rmi', '--force', image);
    await removeFolder(folder);
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('the topology of the lesson: its nodes, the way through them, and the same in words', async () => {
    const { document } = await open(join(folder, 'compose.yaml'));
    await vscode.commands.executeCommand('slipway.showTopology', document.uri);
    await workbench.waitFor(inside('[data-id="service/frontend"]'));
    await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');
    const before = await workbench.aria(page, 'aria-topology-host-and-bridged');
    holds(before, [
      '- toolbar "Picture":',
      '- \'group "Topology of journey-read: 2 services in 2 networks"\':',
      '- button "Service frontend, built from ./frontend, in Host network, reached at every port"',
      '- button "Service backend, built from ./backend, in network default, reached at port 1234"',
      '- button "Port 1234 leads to 1234 of backend, from everywhere."',
      '- region "The topology in words":',
      '- button "Every port, of frontend"',
      '- listitem: "Hint: Service \\"frontend\\" uses the network of the host',
    ]);
    assert.match(before, /- 'button "Host network: Services here/);
    // Nothing of the picture is read that belongs to no node.
    assert.doesNotMatch(before, /text: (Host|bridge|Outside)/);

    await workbench.click(inside('button >> text="+"'));
    const tabs = await stops('Tab', 7);
    assert.deepEqual(
      tabs.slice(0, 6).map(it => it.replace(/ \[active\]|: .*/g, '')),
      [
        ...['button "Zoom out (-)"', 'button "Show all (0)"', 'button "Show as text"', 'button "Save as SVG"'],
        ...['button "Save as PNG"', 'button "Save as Mermaid flowchart"'],
      ],
    );
    // One stop for the whole picture, arrows inside.
    assert.match(tabs[6] ?? '', /^button "Service frontend, /);
    const walked = [...(await stops('ArrowRight', 1)), ...(await stops('ArrowUp', 2))];
    assert.match(walked[0] ?? '', /^button "Service backend, /);
    assert.match(walked[2] ?? '', /^button "Port 1234 leads to/);

    await workbench.heard();
    writeFileSync(join(folder, 'compose.yaml'), bridged);
    await workbench.waitFor(inside('[data-id="port/frontend/:80:80/tcp"]'));
    // Whoever types hears what they type, and not the picture that follows.
    assert.deepEqual(await workbench.heard(), []);
    const after = await workbench.aria(page, 'aria-topology-bridged');
    assert.match(after, /group "Topology of journey-read: 2 services in 1 network"/);
    assert.match(after, /button "Service frontend, built from \.\/frontend, in network default, reached at port 80"/);
    assert.match(after, /button "Port 80 leads to 80 of frontend, from everywhere\."/);
    assert.doesNotMatch(after, /Host network|every port/i);
  });

  it('layers: a list, a tree of files and a table', async () => {
    const id = docker('image', 'inspect', '--format', '{{.Id}}', image);
    await vscode.commands.executeCommand('slipway.image.showLayers', { id, name: image });
    await workbench.waitFor(inside('.row >> text=srv/'));
    const read = await workbench.aria(page, 'aria-layers');
    holds(read, [
      '- listbox "Layers, the lowest first":',
      '- option "All layers, 1.98 MB in sight" [selected]',
      '- option "Layer 1 of the base image; COPY',
      '2 kB wasted; journey-read/image/Dockerfile, line 2, Enter goes there"',
      '- searchbox "Filter files by path"',
      '- tree "Files of the image":',
      '- treeitem "bin, folder, 1.98 MB" [level=1] [selected]',
      '- table "Wasted":',
    ]);
    assert.doesNotMatch(read, /columnheader$|button "journey-read/m);

    await workbench.click(inside('#layer-all'));
    assert.match(
      (await stops('ArrowDown', 3)).at(-1) ?? '',
      /^listbox "Layers, .*> option "Layer 3; RUN rm .*\[selected\]/,
    );
    await workbench.waitFor(inside('.row >> text=srv/'));
    const tabs = await stops('Tab', 3);
    assert.match(tabs[0] ?? '', /^searchbox "Filter files by path"/);
    assert.match(tabs[1] ?? '', /button "Order: Largest first\. Changes it\."/);
    assert.match(tabs[2] ?? '', /^tree "Files of layer 3".* > treeitem "srv, folder, /);
    await workbench.press('ArrowRight');
    await workbench.waitFor(inside('.row >> text=new.txt'));
    assert.match(await focused(), /treeitem "srv, folder, .*\[expanded\]/);
    assert.match((await stops('ArrowDown', 1))[0] ?? '', /treeitem "notes, folder, 2 kB deleted in it" \[level=2\]/);
    await workbench.press('ArrowRight');
    await workbench.waitFor(inside('.row >> text=old.txt'));
    assert.match((await stops('ArrowDown', 1))[0] ?? '', /treeitem "old\.txt, deleted, 2 kB" \[level=3\]/);

    await workbench.heard();
    await workbench.click(inside('input'));
    await workbench.type('old');
    await workbench.waitFor(inside('.row >> text="/srv/notes/old.txt"'));
    await workbench.type('er');
    await workbench.waitFor(inside('.none >> text=Nothing has this'));
    const said = await workbench.heard();
    assert.deepEqual([said[0], said.at(-1)], ['1 found.', 'Nothing has this in its path.']);
  });

  it('the engine: facts and tables', async () => {
    await vscode.commands.executeCommand('slipway.engine.showCard');
    await workbench.waitFor(inside('text=could be freed.'));
    const read = await workbench.aria(page, 'aria-engine');
    assert.match(read, /- term: API\n +- definition: [\d.]+ The newest that/);
    assert.match(read, /- table "Builds for":/);
    assert.match(read, /- cell "natively"/);
    assert.match(read, /- status: .* in all, of which .* could be freed\./);
    assert.match(read, /- table "Disk":/);
    await workbench.heard();
    await workbench.click(inside('button >> text="Measure Again"'));
    // Each only once, and not the table.
    while (
      !(await workbench.text(inside('[role="status"].lesser, [role="status"]:not(.note):not(.lesser)'))).includes(
        'freed',
      )
    );
    assert.match(await focused(), /^button "Measure Again"/);
    for (const said of await workbench.heard())
      assert.match(said, /^The engine measures|in all, of which .* could be freed\.$/);
  });

  it('the life of a container, and what happens to it', async () => {
    await vscode.commands.executeCommand('slipway.container.showLifeCycle', await row());
    await workbench.waitFor(inside('text=Now running.'));
    const read = await workbench.aria(page, 'aria-life-cycle');
    assert.match(read, /- heading "read-aloud .*" \[level=1\]/);
    assert.match(read, /- img "The states of a container; it is running now"/);
    assert.match(read, /- status: Now running\./);
    assert.match(read, /- toolbar "Actions":\n( +- button "(Stop|Restart|Pause|Kill|Show Logs)"\n){5}/);
    assert.match(read, /- list "What happened":\n +- listitem:\n +- time: .*\n +- text: Started/);
    await workbench.heard();
    await workbench.click(inside('h1'));
    const buttons = await stops('Tab', 3);
    assert.match(buttons[0] ?? '', /^button "Stop"/);
    assert.match(buttons[2] ?? '', /^button "Pause"/);
    await workbench.press('Enter');
    await workbench.waitFor(inside('text=Now paused.'));
    // The button is gone, the focus is not.
    assert.match(await focused(), /^button "(Unpause|Kill)"/);
    docker('unpause', container);
    await workbench.waitFor(inside('text=Now running.'));
    assert.deepEqual(await workbench.heard(), ['Now paused.', 'Now running.']);
  });

  it('what a container uses: numbers are there, and are not said as they come', async () => {
    await vscode.commands.executeCommand('slipway.container.stats', await row());
    await workbench.waitFor(inside('figure:first-child path.line.series-0[d*="L"]'));
    await workbench.heard();
    const read = await workbench.aria(page, 'aria-usage');
    assert.match(read, /- region "read-aloud slipway\/base:1":/);
    assert.match(read, /- figure "CPU":/);
    assert.match(read, /img "CPU over 1 min: CPU now [\d.]+ %, highest [\d.]+ %"/);
    assert.match(read, /- table "Usage in numbers":/);
    assert.match(read, /- rowheader "Memory"/);
    docker('stop', container);
    await workbench.waitFor(inside('.note >> text=Stopped with exit code 3'));
    const note = 'Stopped with exit code 3. This goes on when it is started again.';
    assert.deepEqual(await workbench.heard(), [note]);
  });

  it('the page of a lesson', async () => {
    await vscode.commands.executeCommand('slipway.learn.read', { lesson: 'docker/04-dockerfiles', step: 'copy' });
    await workbench.waitFor(inside('#step-copy:focus'));
    const read = await workbench.aria(page, 'aria-lesson');
    assert.match(read, /- heading "FROM, COPY, RUN, CMD" \[level=1\]/);
    assert.match(read, /- status: \d of 7 steps/);
    // Steps are on one level, and nothing in their media is.
    const headings = [...read.matchAll(/heading "(.*)" \[level=2\]/g)].map(([, name]) => name ?? '');
    assert.equal(headings.length, 7);
    assert.ok(
      headings.every((name, i) => name.replace(/^Done: /, '').startsWith(`${i + 1}. `)),
      headings.join('\n'),
    );
    assert.match(read, /- img "/);
    const [heading, ...buttons] = [await focused(), ...(await stops('Tab', 3))];
    assert.match(heading, /^'?heading "(Done: )?3\. COPY: what really arrives"/);
    assert.deepEqual(
      buttons.map(it => it.replace(/ \[active\]|: .*/g, '')),
      ['button "Build “first-df”"', 'button "List What Arrived"', 'button "Check"'],
    );
  });
});

describe('Journey: a small project', () => {
  let folder = '';
  before(async () => {
    folder = await writeFolder('journey-small', {
      'docker-compose.yml': `services:
  reader:
    build: ./reader
    restart: unless-stopped
    devices: ["/dev/i2c-1"]
    depends_on: [broker]
  broker:
    image: eclipse-mosquitto:2.0
    volumes: [retained:/mosquitto/data]
  board:
    build: ./board
    ports: ["80:8080"]
    depends_on: [broker]
volumes:
  retained:
`,
      'reader/Dockerfile': 'FROM scratch\n',
      'board/Dockerfile': 'FROM scratch\nEXPOSE 8080\n',
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
  });
  after(() => removeFolder(folder));

  it('is seen at a glance, and follows files that nobody has opened', async function () {
    needsWorkbench(this);
    const { document } = await open(join(folder, 'docker-compose.yml'));
    await vscode.commands.executeCommand('slipway.showTopology', document.uri);
    await workbench.waitFor(inside('[data-id="service/reader"]'));
    for (const theme of ['dark', 'light'] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`topology-small-${theme}`);
    }
    writeFileSync(join(folder, 'reader/Dockerfile'), 'FROM scratch\nEXPOSE 9100\n');
    await workbench.waitFor(inside('[data-id="service/reader/exposed-port/9100"]'));
    writeFileSync(join(folder, 'docker-compose.override.yml'), 'services:\n  probe: { image: "busybox:1.37" }\n');
    await workbench.waitFor(inside('[data-id="service/probe"]'));
    await workbench.screenshot('topology-small-grown');
  });
});

function holds(read: string, lines: readonly string[]): void {
  for (const line of lines) assert.ok(read.includes(line), `${line} is not in\n${read}`);
}
