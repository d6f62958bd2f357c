/**
 * Reads `.slipway.yaml`, the project's own configuration. A mistake in it is told at its place; whatever else the file
 * says still counts.
 */
import { deviceType, deviceTypes } from '../catalog/device-types.ts';
import { rules } from '../rules/index.ts';
import type { Severity } from '../rules/rule.ts';
import { parseYaml } from '../syntax/yaml/document.ts';
import type { YamlEntry, YamlNode } from '../syntax/yaml/node.ts';
import { closest } from '../text/closest.ts';
import { replace } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import {
  balenaParsers,
  type Config,
  type ConfigLayer,
  dialects,
  healthcheckForms,
  imagesBesideBuild,
  instructionCasings,
  labelKinds,
  portQuotes,
  ruleSeverities,
} from './config.ts';
import { invalidConfiguration } from './notices.ts';
import type { ReportedFinding } from './reported-finding.ts';

export interface ConfigFile {
  /** What the file sets validly. */
  readonly layer: ConfigLayer;
  readonly mistakes: readonly ConfigMistake[];
}

export interface ConfigMistake {
  readonly at: Span;
  readonly message: string;
  /** What was probably meant, to be written at the place; undefined when nothing is near. */
  readonly meant?: string | undefined;
}

const keys = ['dialect', 'device', 'balena', 'dockerfile', 'compose', 'rules', 'exclude'];
const dockerfileKeys = ['trustedRegistries', 'labels', 'strictLabels', 'instructionCasing', 'healthcheckForm'];
const composeKeys = ['portQuotes', 'imageBesideBuild', 'floatingTags', 'serviceKeyOrder', 'topLevelKeyOrder'];

export function readConfigFile(text: string): ConfigFile {
  const yaml = parseYaml(text);
  const mistakes: ConfigMistake[] = yaml.problems.map(({ at, message }) => ({ at, message }));
  const root = yaml.documents[0]?.root;
  const layer: { -readonly [K in keyof ConfigLayer]: ConfigLayer[K] } = {};

  for (const entry of entriesOf(root, `must hold ${listed(keys, 'and')}`)) {
    const key = entry.key.source;
    switch (key) {
      case 'dialect':
        assign('dialect', oneOf(entry, dialects));
        break;
      case 'device':
        assign('device', device(entry.value));
        break;
      case 'balena':
        for (const inner of entriesOf(entry.value, 'takes the key parser')) {
          if (inner.key.source === 'parser') assign('balenaParser', oneOf(inner, balenaParsers));
          else unknownKey(inner, ['parser']);
        }
        break;
      // As the editor's setting is called.
      case 'balena.parser':
        assign('balenaParser', oneOf(entry, balenaParsers));
        break;
      case 'dockerfile':
        for (const inner of entriesOf(entry.value, `takes the keys ${listed(dockerfileKeys, 'and')}`))
          dockerfile(inner);
        break;
      case 'compose':
        for (const inner of entriesOf(entry.value, `takes the keys ${listed(composeKeys, 'and')}`)) compose(inner);
        break;
      case 'rules':
        assign('rules', ruleMap(entry.value));
        break;
      case 'exclude':
        assign('exclude', strings(entry.value, 'A pattern as in a .gitignore is wanted, such as "vendor/**"'));
        break;
      default:
        unknownKey(entry, keys);
    }
  }
  return { layer, mistakes };

  function dockerfile(entry: YamlEntry): void {
    switch (entry.key.source) {
      case 'trustedRegistries':
        assign('trustedRegistries', strings(entry.value, 'A registry is wanted, such as docker.io or *.example.com'));
        break;
      case 'labels':
        assign('labels', labels(entry.value));
        break;
      case 'strictLabels':
        assign('strictLabels', oneOf(entry, ['true', 'false']) === 'true');
        break;
      case 'instructionCasing':
        assign('instructionCasing', oneOf(entry, instructionCasings));
        break;
      case 'healthcheckForm':
        assign('healthcheckForm', oneOf(entry, healthcheckForms));
        break;
      default:
        unknownKey(entry, dockerfileKeys);
    }
  }

  function compose(entry: YamlEntry): void {
    switch (entry.key.source) {
      case 'portQuotes':
        assign('portQuotes', oneOf(entry, portQuotes));
        break;
      case 'imageBesideBuild':
        assign('imageBesideBuild', oneOf(entry, imagesBesideBuild));
        break;
      case 'floatingTags':
        assign('floatingTags', strings(entry.value, 'A tag is wanted, such as latest'));
        break;
      case 'serviceKeyOrder':
        assign('serviceKeyOrder', strings(entry.value, 'A key of a service is wanted, such as image'));
        break;
      case 'topLevelKeyOrder':
        assign('topLevelKeyOrder', strings(entry.value, 'A top-level key is wanted, such as services, or x-*'));
        break;
      default:
        unknownKey(entry, composeKeys);
    }
  }

  function labels(value: YamlNode): Config['labels'] {
    const map: Record<string, Config['labels'][string]> = {};
    for (const entry of entriesOf(value, 'must map labels to the kinds of their values')) {
      const kind = oneOf(entry, labelKinds);
      if (kind) map[entry.key.source] = kind;
    }
    return map;
  }

  function assign<K extends keyof ConfigLayer>(key: K, value: ConfigLayer[K] | undefined): void {
    if (value !== undefined) layer[key] = value;
  }

  function mistake(at: Span, message: string, meant?: string): void {
    mistakes.push({ at, message, meant });
  }

  function unknownKey(entry: YamlEntry, known: readonly string[]): void {
    const key = entry.key.source;
    const meant = closest(key, known, it => it);
    mistake(entry.key.span, `"${key}" is no setting; ${guess(meant) ?? `known here: ${listed(known, 'and')}`}`, meant);
  }

  /** The pairs of a mapping; an empty value has none, any other kind is a mistake. */
  function entriesOf(node: YamlNode | undefined, expected: string): readonly YamlEntry[] {
    if (!node || (node.kind === 'scalar' && node.value === null)) return [];
    if (node.kind === 'mapping') return node.entries;
    mistake(node.span, `This ${expected}, as "key: value"`);
    return [];
  }

  function oneOf<T extends string>({ key, value }: YamlEntry, known: readonly T[]): T | undefined {
    const written = value.kind === 'scalar' ? value.source : undefined;
    const found = known.find(it => it === written);
    if (found === undefined)
      mistake(
        value.span,
        `"${key.source}" must be ${listed(known, 'or')}`,
        written && closest(written, known, it => it),
      );
    return found;
  }

  function device(value: YamlNode): string | undefined {
    if (value.kind !== 'scalar') {
      mistake(value.span, 'The device must be the slug of a device type, such as raspberrypi4-64');
      return undefined;
    }
    if (value.value === null) return undefined;
    const written = value.source;
    const known = deviceType(written);
    if (known) return known.slug;
    const meant = closest(written, deviceTypes, type => type.slug)?.slug;
    mistake(
      value.span,
      `"${written}" is no device type; ${guess(meant) ?? 'a slug such as raspberrypi4-64 is wanted'}`,
      meant,
    );
    return undefined;
  }

  function ruleMap(value: YamlNode): Readonly<Record<string, Severity | 'off'>> {
    const map: Record<string, Severity | 'off'> = {};
    for (const entry of entriesOf(value, 'must map rule ids to severities')) {
      const id = entry.key.source;
      if (!rules.some(rule => rule.id === id)) {
        const meant = closest(id, rules, rule => rule.id)?.id ?? rules.find(rule => rule.id.endsWith(`/${id}`))?.id;
        mistake(entry.key.span, `No rule is called "${id}"${meant ? `; ${guess(meant)}` : ''}`, meant);
      }
      const severity = oneOf(entry, ruleSeverities);
      if (severity) map[id] = severity;
    }
    return map;
  }

  /** A list of texts, or one alone. */
  function strings(value: YamlNode, wanted: string): readonly string[] {
    const items = value.kind === 'sequence' ? value.items : [value];
    const list: string[] = [];
    for (const item of items) {
      if (item.kind === 'scalar' && typeof item.value === 'string') list.push(item.source);
      else if (item.kind !== 'scalar' || item.value !== null) mistake(item.span, wanted);
    }
    return list;
  }
}

/** What is wrong with a `.slipway.yaml`, as findings on that file. */
export function checkConfigFile(text: string): ReportedFinding[] {
  return readConfigFile(text).mistakes.map(({ at, message, meant }) => ({
    at,
    message,
    rule: invalidConfiguration,
    severity: 'error',
    ...(meant && { fixes: [{ title: `Change to "${meant}"`, safety: 'suggestion', edits: [replace(at, meant)] }] }),
  }));
}

function guess(meant: string | undefined): string | undefined {
  return meant && `did you mean "${meant}"?`;
}

function listed(words: readonly string[], joiner: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${joiner} ${words.at(-1)}`;
}
