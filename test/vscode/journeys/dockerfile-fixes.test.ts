// Journey: somebody opens a Dockerfile that grew over the years, goes through it with the light bulb, looks at a preview
// of each change before taking it, and ends with a file that says less and builds better.
import assert from 'node:assert/strict';
import { type OpenProject, openProject, takeAfterPreview } from '../support/light-bulb.ts';
import { needsWorkbench, workbench } from '../support/workbench.ts';

const files = {
  Dockerfile: `FROM node:16-bullseye-slim AS Build
WORKDIR /app
COPY . .
RUN npm ci
RUN curl -fs https://example.com/list | sort > /names
ENV PORT 8080

FROM debian:12-slim
RUN apt-get update
RUN apt-get install -y --no-install-recommends curl
RUN apt-get install --no-install-recommends jq
COPY --from=Build /app /app
RUN chown -R 1000:1000 /app
ADD start.sh config.json /opt/
ENTRYPOINT ["/opt/start.sh"]
EXPOSE 8080:80
CMD node server.js $PORT
`,
  'package.json': '{ "name": "harbour", "scripts": { "start": "node server.js" } }\n',
  'package-lock.json': '{}\n',
  'server.js': '',
  'start.sh': '#!/bin/sh\nexec "$@"\n',
  'config.json': '{}\n',
};

interface Step {
  readonly rule: string;
  /** Where the cursor is put. */
  readonly at: string;
  /** What the light bulb offers. */
  readonly title: string;
  /** What stands in the file afterwards. */
  readonly gives: string;
}

const steps: readonly Step[] = [
  { rule: 'uppercase-stage-name', at: 'Build', title: 'Rename to "build"', gives: 'COPY --from=build /app /app' },
  {
    rule: 'source-before-dependencies',
    at: '. .',
    title: 'Copy what "npm ci" reads first',
    gives: 'COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n',
  },
  {
    rule: 'pipe-without-pipefail',
    at: '| sort',
    title: 'Insert "SHELL',
    gives: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
  },
  { rule: 'legacy-key-value', at: 'PORT 8080', title: 'Write it with "="', gives: 'ENV PORT=8080' },
  {
    rule: 'update-without-install',
    at: 'apt-get update',
    title: 'Join with the RUN',
    gives: 'RUN apt-get update && apt-get install',
  },
  {
    rule: 'apt-get-without-yes',
    at: 'apt-get install --no',
    title: 'Add "-y"',
    gives: 'apt-get install -y --no-install-recommends jq',
  },
  {
    rule: 'chown-after-copy',
    at: 'chown -R',
    title: 'Move into "--chown=1000:1000"',
    gives: 'COPY --chown=1000:1000 --from=build /app /app',
  },
  { rule: 'add-instead-of-copy', at: 'ADD start', title: 'Change to "COPY"', gives: 'COPY start.sh config.json /opt/' },
  { rule: 'expose-host-mapping', at: '8080:80', title: 'Keep only "80"', gives: 'EXPOSE 80\n' },
  {
    rule: 'end-of-life-base-image',
    at: '16-bullseye',
    title: 'Change to "node:24-trixie-slim"',
    gives: 'FROM node:24-trixie-slim AS build',
  },
];

describe('Journey: an old Dockerfile', () => {
  let project: OpenProject;

  before(async () => {
    project = await openProject('harbour', files, 'Dockerfile');
  });
  after(() => project.close());

  for (const [i, { rule, at, title, gives }] of steps.entries()) {
    it(`mends ${rule} after a preview`, async function () {
      needsWorkbench(this);
      // The first half in light, the second in dark: changing it in front of each would only shake the editor.
      if (i % 5 === 0) await workbench.theme(i === 0 ? 'light' : 'dark');
      const picture = `dockerfile-fix-${i + 1}-${rule}`;
      await takeAfterPreview(project.document, { rule: `dockerfile/${rule}`, at, title, picture });
      assert.ok(project.document.getText().includes(gives), project.document.getText());
    });
  }
});
