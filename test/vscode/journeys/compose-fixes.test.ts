// Journey: somebody gets a balena project that never built, and makes it build and ask for less, previewing each fix.
import assert from 'node:assert/strict';
import { type OpenProject, openProject, takeAfterPreview } from '../support/light-bulb.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';

const files = {
  'docker-compose.yml': `version: '2.4'

services:
  network:
    build: ./network
    privileged: true
    volumes:
      - ./config:/etc/gateway
  web:
    build:
      context: ./web
      target: runtme
    logging:
      driver: json-file
    ports:
      - "80:80"
`,
  'network/Dockerfile.template': `FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends network-manager && rm -rf /var/lib/apt/lists/*
COPY entry.sh /
CMD ["/entry.sh"]
`,
  'network/entry.sh': '#!/bin/sh\nmodprobe wireguard\nip link set wlan0 up\nexec nmcli monitor\n',
  'web/Dockerfile': `FROM node:24-slim AS build
WORKDIR /app
COPY package.json ./
RUN npm install

FROM nginx:1.30 AS runtime
COPY --from=build /app/dist /usr/share/nginx/html
`,
};

interface Step {
  readonly rule: string;
  readonly at: string;
  readonly title: string;
  /** What stands in the file afterwards. */
  readonly gives: string;
  /** What no longer does. */
  readonly takes: string;
  readonly theme: 'light' | 'dark';
}

const steps: readonly Step[] = [
  {
    rule: 'compose/privileged-service',
    at: 'privileged: true',
    title: 'Replace privileged by cap_add SYS_MODULE, NET_ADMIN',
    gives: 'cap_add:\n      - SYS_MODULE\n      - NET_ADMIN\n',
    takes: 'privileged',
    theme: 'light',
  },
  {
    rule: 'balena/bind-mount',
    at: './config:',
    title: 'Use a named volume "config"',
    gives: 'volumes:\n      - config:/etc/gateway\n',
    takes: './config',
    theme: 'light',
  },
  {
    rule: 'project/unknown-build-target',
    at: 'runtme',
    title: 'Change to "runtime"',
    gives: 'target: runtime\n',
    takes: 'runtme',
    theme: 'dark',
  },
  {
    rule: 'balena/rejected-field',
    at: 'logging:',
    title: 'Delete "logging"',
    gives: 'target: runtime\n    ports:\n',
    takes: 'logging',
    theme: 'dark',
  },
];

describe('Journey: a balena project that never built', () => {
  let project: OpenProject;

  before(async () => {
    project = await openProject('gateway', files, 'docker-compose.yml');
  });
  after(() => project.close());

  for (const [i, { rule, at, title, gives, takes, theme }] of steps.entries()) {
    it(`mends ${rule} after a preview`, async function () {
      needsWorkbench(this);
      await workbench.theme(theme);
      const picture = `compose-fix-${i + 1}-${rule.slice(rule.indexOf('/') + 1)}`;
      await takeAfterPreview(project.document, { rule, at, title, picture });
      const text = project.document.getText();
      assert.ok(text.includes(gives) && !text.includes(takes), text);
    });
  }
});
