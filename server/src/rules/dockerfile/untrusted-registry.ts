import type { Project } from '../../project/project.ts';
import type { Dockerfile, Flag } from '../../syntax/dockerfile/dockerfile.ts';
import { type ImageReference, parseImageReference } from '../../syntax/image-reference.ts';
import { type Span, slice, span } from '../../text/span.ts';
import { isNamedContext, partlyKnownImages, stageImages } from '../base-images.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const untrustedRegistry = rule({
  id: 'dockerfile/untrusted-registry',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  aka: ['hadolint:DL3026'],
  summary: 'An image comes from a registry that is not on the configured list',
  why: 'What a base image or a copied file brings in runs with the rights of the container. A list of trusted registries is of use only where nothing gets around it.',
  bad: [
    { Dockerfile: 'FROM registry.example.org/debian:13\n', '.slipway.yaml': trusting('docker.io') },
    { Dockerfile: 'FROM debian:13\n', '.slipway.yaml': trusting('*.example.org') },
    {
      Dockerfile: 'FROM debian:13\nCOPY --from=registry.example.org/tools:1 /bin/tool /bin/\n',
      '.slipway.yaml': trusting('docker.io'),
    },
    {
      Dockerfile: 'FROM debian:13\nRUN --mount=type=bind,from=registry.example.org/tools:1,target=/tools /tools/run\n',
      '.slipway.yaml': trusting('docker.io'),
    },
  ],
  good: [
    { Dockerfile: 'FROM registry.example.org/debian:13\n' },
    { Dockerfile: 'FROM debian:13\n', '.slipway.yaml': trusting('docker.io') },
    { Dockerfile: 'FROM eu.example.org/debian:13\n', '.slipway.yaml': trusting('*.example.org') },
    {
      Dockerfile: 'FROM docker.io/debian:13 AS a\nFROM scratch\nCOPY --from=a /etc/motd /\n',
      '.slipway.yaml': trusting('docker.io'),
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#from'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { trustedRegistries } = project.settings;
    if (trustedRegistries.length === 0) return findings;
    const trusted = trustedRegistries.map(it => it.toLowerCase());
    for (const { base, reference, text } of stageImages(dockerfile, project)) {
      const at = base.raw === text ? registrySpan(base.span, reference, dockerfile.file) : base.span;
      findings.push(...judge(reference, at, trusted));
    }
    for (const { base } of partlyKnownImages(dockerfile, project)) {
      // `registry.example.org/$IMAGE`: where it comes from stands there.
      const [host = ''] = base.raw.split('/', 1);
      if (host === base.raw || !/^[\w.-]+(?::\d+)?$/.test(host) || !/[.:]|^localhost$/.test(host)) continue;
      const at = span(base.span.start, base.span.start + host.length);
      const isWhole = slice(dockerfile.file.text, at) === host;
      findings.push(...judge(parseImageReference(`${host}/image`), isWhole ? at : base.span, trusted));
    }
    for (const stage of dockerfile.file.stages) {
      for (const { instruction } of stage.lifted) {
        for (const flag of instruction.flags) {
          const named = imageOfFlag(flag, instruction.name === 'RUN' ? 'mount' : 'from');
          if (!named || !isImage(named.value, dockerfile, project)) continue;
          const reference = parseImageReference(named.value);
          if (reference.isValid)
            findings.push(...judge(reference, registrySpan(named.span, reference, dockerfile.file), trusted));
        }
      }
    }
    return findings;
  },
});

function trusting(registry: string): string {
  return `dockerfile:\n  trustedRegistries: ["${registry}"]\n`;
}

function* judge(reference: ImageReference, at: Span, trusted: readonly string[]): Iterable<Finding> {
  const written = reference.registry?.value.toLowerCase() ?? 'docker.io';
  const registry = written === 'index.docker.io' ? 'docker.io' : written;
  if (trusted.some(pattern => matches(registry, pattern))) return;
  const where = reference.registry ? registry : 'docker.io, which is meant where none is named,';
  yield {
    at,
    message: `${where} is not among the trusted registries; take the image from one of them, or add it to the list`,
  };
}

/** `*` at either end of the pattern stands for any text. */
function matches(registry: string, pattern: string): boolean {
  const isOpenStart = pattern.startsWith('*');
  const isOpenEnd = pattern.endsWith('*');
  const text = pattern.replace(/^\*/, '').replace(/\*$/, '');
  if (isOpenStart && isOpenEnd) return registry.includes(text);
  if (isOpenStart) return registry.endsWith(text);
  return isOpenEnd ? registry.startsWith(text) : registry === text;
}

/** The registry inside the reference, or the reference as a whole where it names none or is written in pieces. */
function registrySpan(at: Span, { registry }: ImageReference, { text }: Dockerfile): Span {
  if (!registry) return at;
  const within = span(at.start + registry.span.start, at.start + registry.span.end);
  return slice(text, within) === registry.value ? within : at;
}

/** The value of `--from`, or of `from=` in a `--mount`; undefined for others and for values with variables. */
function imageOfFlag({ name, value }: Flag, wanted: 'from' | 'mount'): { value: string; span: Span } | undefined {
  if (!value || name.value !== wanted || /[$%]/.test(value.value)) return undefined;
  if (wanted === 'from') return value;
  let start = 0;
  for (const part of value.value.split(',')) {
    if (part.toLowerCase().startsWith('from=')) {
      const from = value.span.start + start + 'from='.length;
      const isWhole = value.span.end - value.span.start === value.value.length;
      const image = part.slice('from='.length);
      return { value: image, span: isWhole ? span(from, from + image.length) : value.span };
    }
    start += part.length + 1;
  }
  return undefined;
}

function isImage(name: string, { path, file }: InProject<Dockerfile>, project: Project): boolean {
  return name !== '' && name !== 'scratch' && !file.stage(name) && !isNamedContext(name, path, project);
}
