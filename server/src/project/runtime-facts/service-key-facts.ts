/** Facts from the keys of a service in its Compose files: devices, mounts, labels, environment, image. */
import { currentLabelName, isLabelOn } from '../../catalog/balena-labels.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import type { Span } from '../../text/span.ts';
import type { ProjectService } from '../project.ts';
import { repositoryOf } from './image-contents.ts';
import { pathFacts } from './origin.ts';
import { type FactBase, fact, type RuntimeFact } from './runtime-fact.ts';

const featurePrefix = 'io.balena.features.';

export function serviceKeyFacts(service: ProjectService): readonly RuntimeFact[] {
  const isBuilt = service.definitions.some(it => it.service.build);
  return service.definitions.flatMap(({ compose, service: definition }) => factsOf(definition, compose.path, isBuilt));
}

function factsOf(service: Service, path: string, isBuilt: boolean): readonly RuntimeFact[] {
  const facts: RuntimeFact[] = [];
  const shownAt = (at: Span): FactBase => ({ weight: 'service-key', path, at, isConditional: false });
  for (const { source, span } of service.devices) {
    facts.push(fact({ kind: 'path', name: source }, shownAt(span), `devices lists ${source}`));
  }
  for (const { source, span } of service.mounts) {
    const host = source?.known;
    if (host === undefined || !host.startsWith('/')) continue;
    const phrase = `${host} is mounted`;
    const base = shownAt(span);
    if (host === '/lib/modules') facts.push(fact({ kind: 'label', name: 'kernel-modules' }, base, phrase));
    else if (host === '/dev') facts.push(fact({ kind: 'path', name: '/run/udev/control' }, base, phrase));
    else facts.push(fact({ kind: 'path', name: host }, base, phrase));
  }
  for (const { key, value, span } of service.labels) {
    const name = currentLabelName(key);
    if (!name.startsWith(featurePrefix) || value?.known === undefined || !isLabelOn(value.known)) continue;
    const feature = name.slice(featurePrefix.length);
    facts.push(fact({ kind: 'label', name: feature }, shownAt(span), `the label ${name} is set`));
  }
  for (const { key, value, span } of service.environment) {
    const base = shownAt(span);
    facts.push(fact({ kind: 'environment', name: key, value: value?.known }, base, `environment sets ${key}`));
    facts.push(...pathFacts(value?.known ?? '', base, 'environment'));
  }
  const image = service.image;
  if (image?.known !== undefined && !isBuilt) {
    const name = repositoryOf(image.known);
    const tagged = image.known.split('@', 1)[0] ?? name;
    facts.push(fact({ kind: 'image', name, tagged }, shownAt(image.span), `the image is ${name}`));
  }
  return facts;
}
