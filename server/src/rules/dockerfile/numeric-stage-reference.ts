import type { Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { type Edit, insert, replace } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { namingFlagsOf, type Place } from '../stage-names.ts';

export const numericStageReference = rule({
  id: 'dockerfile/numeric-stage-reference',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['COPY', 'ADD', 'RUN'], has: ['flag'] },
  summary: 'A stage is named by its number',
  why: 'One more stage above, and the number means another one: the build goes on and copies the wrong files, or fails far from the change.',
  bad: [
    { Dockerfile: 'FROM golang:1.27\nRUN go build -o /app\nFROM alpine:3.22\nCOPY --from=0 /app /app\n' },
    {
      Dockerfile:
        'FROM golang:1.27 AS build\nFROM alpine:3.22\nRUN --mount=type=bind,from=0,target=/in cp /in/app /app\n',
    },
  ],
  good: [
    { Dockerfile: 'FROM golang:1.27 AS build\nFROM alpine:3.22\nCOPY --from=build /app /app\n' },
    { Dockerfile: 'FROM golang:1.27 AS build\nFROM alpine:3.22\nCOPY --from=3 /app /app\n' },
    { Dockerfile: 'FROM alpine:3.22 AS one\nFROM alpine:3.22\nONBUILD COPY --from=0 /app /app\n' },
  ],
  references: [
    'https://docs.docker.com/build/building/multi-stage/#name-your-build-stages',
    'https://docs.docker.com/reference/dockerfile/#copy---from',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    const references = numericReferences(file);
    if (references.length === 0) return findings;
    const places = new Map<Stage, Place[]>();
    for (const { place, stage } of references) {
      const all = places.get(stage) ?? [];
      all.push(place);
      places.set(stage, all);
    }
    for (const { place, stage } of references) {
      const all = places.get(stage) ?? [];
      const fix = all.length <= maxPlaces ? fixFor(file, stage, all) : undefined;
      const name = stage.name ? `; it is called "${stage.name.value}"` : '; give it a name';
      findings.push({
        at: place.at,
        message: `${place.value} means another stage as soon as one is added above${name}`,
        fixes: fix && [fix],
      });
    }
    return findings;
  },
});

/** Places one fix edits; more are not written by hand. */
const maxPlaces = 50;

interface NumericReference {
  readonly place: Place;
  /** The earlier stage it means. */
  readonly stage: Stage;
}

function numericReferences(file: Dockerfile): readonly NumericReference[] {
  const found: NumericReference[] = [];
  for (const { place, stage, onbuild } of namingFlagsOf(file)) {
    if (onbuild || !/^\d+$/.test(place.value) || Number(place.value) >= stage.index) continue;
    const meant = file.stages[Number(place.value)];
    if (meant) found.push({ place, stage: meant });
  }
  return found;
}

/** Every place that names the stage by its number gets its name, which is made up where there is none. */
function fixFor(file: Dockerfile, stage: Stage, places: readonly Place[]): Fix | undefined {
  if (!places.every(({ at, value }) => slice(file.text, at) === value)) return undefined;
  const name = stage.name?.value ?? freeName(file);
  if (stage.name) {
    // BuildKit takes the last stage of a name.
    const isOnly = file.stages.every(it => it === stage || it.name?.value.toLowerCase() !== name.toLowerCase());
    if (!isOnly || !/^[A-Za-z][\w.-]*$/.test(name)) return undefined;
    return { title: `Change to "${name}"`, safety: 'suggestion', edits: places.map(it => replace(it.at, name)) };
  }
  const naming = nameStage(stage, name);
  if (!naming) return undefined;
  const edits = [naming, ...places.map(it => replace(it.at, name))];
  return { title: `Name the stage "${name}"`, safety: 'suggestion', edits };
}

function nameStage({ from, base }: Stage, name: string): Edit | undefined {
  if (!base || from.arguments.length !== 1) return undefined;
  const isLower = from.keyword.value === from.keyword.value.toLowerCase();
  return insert(base.span.end, ` ${isLower ? 'as' : 'AS'} ${name}`);
}

/** `build`, or with the lowest number that nothing in the file is called: stages, base images, and what is copied from. */
function freeName(file: Dockerfile): string {
  const taken = new Set<string>();
  for (const { name, base } of file.stages) {
    for (const it of [name, base]) if (it) taken.add(it.value.toLowerCase());
  }
  for (const { place, onbuild } of namingFlagsOf(file)) if (!onbuild) taken.add(place.value.toLowerCase());
  let name = 'build';
  for (let number = 2; taken.has(name); number++) name = `build-${number}`;
  return name;
}
