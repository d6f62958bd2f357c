/** Facts from the keys of a service in its Compose files: devices, mounts, labels, environment, image. */
import { currentLabelName, isLabelOn } from '../../catalog/balena-labels.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import type { ProjectService } from '../project.ts';
import { repositoryOf } from './image-contents.ts';
import { pathFacts } from './origin.ts';
import type { RuntimeFact } from './runtime-fact.ts';

const featurePrefix = 'io.balena.features.';

export function serviceKeyFacts(service: ProjectService): readonly RuntimeFact[] {
  const isBuilt = service.definitions.some(it => it.service.build);
  return service.definitions.flatMap(({ compose, service: definition }) => factsOf(definition, compose.path, isBuilt));
}

function factsOf(service: Service, path: string, isBuilt: boolean): readonly RuntimeFact[] {
  const facts: RuntimeFact[] = [];
  const known = { weight: 'service-key', path, isConditional: false } as const;
  for (const { source, span } of service.devices) {
    facts.push({ ...known, kind: 'path', name: source, at: span, phrase: `devices lists ${source}` });
  }
  for (const { source, span } of service.mounts) {
    const host = source?.known;
    if (host === undefined || !host.startsWith('/')) continue;
    const phrase = `${host} is mounted`;
    if (host === '/lib/modules') facts.push({ ...known, kind: 'label', name: 'kernel-modules', at: span, phrase });
    else if (host === '/dev') facts.push({ ...known, kind: 'path', name: '/run/udev/control', at: span, phrase });
    else facts.push({ ...known, kind: 'path', name: host, at: span, phrase });
  }
  for (const { key, value, span } of service.labels) {
    const name = currentLabelName(key);
    if (!name.startsWith(featurePrefix) || value?.known === undefined || !isLabelOn(value.known)) continue;
    const feature = name.slice(featurePrefix.length);
    facts.push({ ...known, kind: 'label', name: feature, at: span, phrase: `the label ${name} is set` });
  }
  for (const { key, value, span } of service.environment) {
    facts.push({
      ...known,
      kind: 'environment',
      name: key,
      value: value?.known,
      at: span,
      phrase: `environment sets ${key}`,
    });
    facts.push(...pathFacts(value?.known ?? '', { ...known, at: span }, 'environment'));
  }
  const image = service.image;
  if (image?.known !== undefined && !isBuilt) {
    const name = repositoryOf(image.known);
    facts.push({
      ...known,
      kind: 'image',
      name,
      tagged: image.known.split('@', 1)[0] ?? name,
      at: image.span,
      phrase: `the image is ${name}`,
    });
  }
  return facts;
}
