import type { Project } from '../../project/project.ts';
import type { Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isVariablePath } from '../../syntax/dockerfile/transfer.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { firstStageOfName, namingFlagsOf, type Place } from '../stage-names.ts';

export const copyFromUnknownStage = rule({
  id: 'dockerfile/copy-from-unknown-stage',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['COPY', 'ADD', 'RUN'], has: ['flag'] },
  aka: ['hadolint:DL3022', 'kics:68a51e22'],
  summary: 'Files are copied from what is neither an earlier stage nor clearly an image',
  why: 'A name that no earlier stage has is taken for an image of Docker Hub. A misspelled one ends the build, or brings the files of a stranger.',
  bad: [
    { Dockerfile: 'FROM golang:1.27 AS build\nFROM alpine:3.22\nCOPY --from=biuld /app /app\n' },
    { Dockerfile: 'FROM alpine:3.22\nCOPY --from=build /app /app\nFROM golang:1.27 AS build\n' },
    { Dockerfile: 'FROM golang:1.27 AS build\nRUN go build\nFROM alpine:3.22\nCOPY --from=2 /app /app\n' },
    { Dockerfile: 'FROM golang:1.27 AS build\nFROM alpine:3.22\nRUN --mount=from=7,target=/in cp /in/app /app\n' },
  ],
  good: [
    { Dockerfile: 'FROM golang:1.27 AS build\nFROM alpine:3.22\nCOPY --from=Build /app /app\n' },
    { Dockerfile: 'FROM alpine:3.22\nCOPY --from=nginx:1.29 /etc/nginx /etc/nginx\n' },
    { Dockerfile: 'FROM alpine:3.22\nONBUILD COPY --from=build /app /app\n' },
    {
      Dockerfile: 'FROM alpine:3.22\nCOPY --from=assets /logo.png /srv/\n',
      'compose.yaml':
        'services:\n  web:\n    build:\n      context: .\n      additional_contexts:\n        assets: ../assets\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#copy---from',
    'https://docs.docker.com/reference/compose-file/build/#additional_contexts',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { path, file } = dockerfile;
    for (const { place, stage, onbuild } of namingFlagsOf(file)) {
      // A trigger looks among the stages of a file that is not known here.
      if (onbuild || place.value === '' || isVariablePath(place.value)) continue;
      const finding = findingAt(place, stage, file);
      if (finding && !isNamedContext(place.value, path, project)) findings.push(finding);
    }
    return findings;
  },
});

function findingAt(place: Place, stage: Stage, file: Dockerfile): Finding | undefined {
  const { at, value } = place;
  // With no FROM at all there is no stage to be counted.
  const index = stage.from.keyword.value === '' ? -1 : stage.index;
  if (/^\d+$/.test(value)) {
    const number = Number(value);
    if (number < index || number === index) return undefined;
    const message =
      number < file.stages.length && index >= 0
        ? `Stage ${value} stands further down, and files can only be copied from an earlier one; move it up`
        : `There is no stage ${value}: the file has ${count(index < 0 ? 0 : file.stages.length)}, counted from 0; name the stage that is meant`;
    return { at, message };
  }
  const lower = value.toLowerCase();
  // Nearly all name an earlier stage; `copy-from-self` speaks of the stage itself.
  const named = firstStageOfName(file).get(lower);
  if (named && named.index <= stage.index) return undefined;
  // Anything but a bare word can only be an image.
  if (!/^[A-Za-z][\w-]*$/.test(value)) return undefined;
  const nameOf = (it: Stage): string => it.name?.value.toLowerCase() ?? '';
  if (lower === 'scratch' || lower === 'context') return undefined;
  if (named) {
    return {
      at,
      message: `The stage "${value}" stands further down, and files can only be copied from an earlier one; move it up`,
    };
  }
  const earlier = file.stages.slice(Math.max(0, stage.index - maxCompared), stage.index).filter(it => it.name);
  const near = commonImages.has(lower) ? undefined : closest(value, earlier, nameOf)?.name?.value;
  const doubt = `No stage before this one is called "${value}", so the builder looks for an image of that name`;
  if (near === undefined) return { at, severity: 'hint', message: `${doubt}; if one is meant, give it a tag` };
  const canEdit = slice(file.text, at) === value;
  const fix: Fix = { title: `Change to "${near}"`, safety: 'suggestion', edits: [replace(at, near)] };
  return {
    at,
    message: `${doubt}; "${near}" may be meant`,
    fixes: canEdit ? [fix] : [],
  };
}

/** Stages whose names a misspelled one is compared with. */
const maxCompared = 40;

const count = (stages: number): string => (stages === 0 ? 'none' : stages === 1 ? 'one' : `${stages}`);

/** Images whose names are near those people give to stages of them, as `node1` or `golang2`. */
const commonImages = new Set(
  'alpine bash busybox caddy composer debian docker erlang fedora golang gradle haproxy httpd java maven memcached mongo mysql nginx node openjdk perl php postgres python redis registry ruby rust swift tomcat traefik ubuntu vault'.split(
    ' ',
  ),
);

/** `additional_contexts` of a service built from the file. */
function isNamedContext(name: string, path: string, project: Project): boolean {
  return project
    .servicesBuiltFrom(path)
    .some(({ definitions }) =>
      definitions.some(({ service }) => service.build?.additionalContexts.some(it => it.key === name)),
    );
}
