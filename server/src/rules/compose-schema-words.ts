/** How messages about the schema name the parts of a Compose file. */
import { type MappingShape, typeBits, type ValueShape } from '../catalog/compose-schema.ts';
import type { YamlNode } from '../syntax/yaml/node.ts';
import { formatNames } from './compose-value-form.ts';

/** `a service`, `"build"`, `an entry of "ports"` …: the mapping as the subject of a sentence. */
export function mappingWords({ name }: MappingShape): string {
  const known = mappingNames[name];
  if (known !== undefined) return known;
  const parts = name.split('.');
  const last = parts.at(-1);
  if (last === '*') return `an entry of "${parts.at(-2)}"`;
  return listed.has(name) ? `an entry of "${last}"` : `"${last}"`;
}

const mappingNames: Readonly<Record<string, string>> = {
  file: 'a Compose file',
  service: 'a service',
  network: 'a network',
  volume: 'a volume',
  secret: 'a secret',
  config: 'a config',
  model: 'a model',
  'file.services': '"services"',
  deployment: '"deploy"',
  development: '"develop"',
  service_hook: 'a hook',
  pre_start_hook: 'a hook',
  service_config_or_secret: 'an entry of "secrets" or "configs"',
  blkio_limit: 'a limit of "blkio_config"',
  blkio_weight: 'a weight of "blkio_config"',
  include: 'an entry of "include"',
  env_file: 'an entry of "env_file"',
  devices: 'an entry of "devices"',
  gpus: 'an entry of "gpus"',
};

const listed: ReadonlySet<string> = new Set([
  'service.ports',
  'service.volumes',
  'service.devices',
  'development.watch',
  'network.ipam.config',
  'generic_resources',
]);

/** What a value has to be: `a list or a mapping`. */
export function wantedWords({ types, format }: ValueShape): string {
  const words: string[] = [];
  if (types & typeBits.list) words.push('a list');
  if (types & typeBits.mapping) words.push('a mapping');
  if (format) words.push(formatNames[format]);
  else {
    if (types & typeBits.string) words.push('a text');
    if ((types & typeBits.number) === typeBits.number) words.push('a number');
    else if (types & typeBits.integer) words.push('a whole number');
    if (types & typeBits.boolean) words.push('true or false');
  }
  return words.length < 2 ? (words[0] ?? 'empty') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** What a value is instead; a text is shown. */
export function actualWords(node: YamlNode): string {
  if (node.kind === 'mapping') return 'a mapping';
  if (node.kind === 'sequence') return 'a list';
  switch (typeof node.value) {
    case 'string':
      return `the text "${shortened(node.source)}"`;
    case 'number':
      return `the number ${shortened(node.source)}`;
    case 'boolean':
      return `the boolean ${node.source}`;
    default:
      return 'nothing';
  }
}

export function shortened(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 40 ? `${line.slice(0, 38)}…` : line;
}
