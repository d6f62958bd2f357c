/** Values and forms of fields that a parser of balena rejects although it takes the field itself. */
import type { ComposeFile, KeyValue, Mount, Port, Service, TextValue } from '../syntax/compose/compose-file.ts';
import { isTrue, keyValuesOf, textOf, valueAt } from '../syntax/compose/text-value.ts';
import type { YamlEntry, YamlMapping, YamlNode } from '../syntax/yaml/node.ts';
import { isShared } from '../syntax/yaml/shared-node.ts';
import { removeEntry, removeItem, replaceValue } from '../syntax/yaml/yaml-edits.ts';
import { scalarText } from '../syntax/yaml/yaml-writing.ts';
import type { Edit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import type { Fix } from './rule.ts';

export interface RejectedForm {
  readonly at: Span;
  readonly by: { readonly cli: boolean; readonly builder: boolean };
  /** The object of “balena rejects …”. */
  readonly what: string;
  readonly instead?: string;
  readonly fixes?: () => readonly Fix[];
}

const onlyCli = { cli: true, builder: false };
const onlyBuilder = { cli: false, builder: true };
const both = { cli: true, builder: true };

/** Each place of the text once, however many services reach it. */
export function rejectedForms(file: ComposeFile): readonly RejectedForm[] {
  const forms: RejectedForm[] = [];
  const seen = new Set<number>();
  const add = (form: RejectedForm): void => {
    if (seen.has(form.at.start)) return;
    seen.add(form.at.start);
    forms.push(form);
  };
  const second = file.roots[1]?.pairs[0];
  if (second) {
    const what = 'a file of several documents';
    add({ at: second.key.span, by: onlyBuilder, what, instead: 'write everything into the first one' });
  }
  for (const entry of file.root?.entries ?? []) badTag(entry, add);
  const services = file.root?.entry('services')?.value;
  if (services?.kind === 'mapping') for (const entry of services.entries) badTag(entry, add);
  for (const service of file.services) formsOf(file, service, add);
  for (const resource of [...file.networks, ...file.volumes]) {
    badLabelNames(keyValuesOf(file.yaml, valueAt(resource.mapping, 'labels')), add);
  }
  return forms;
}

type Add = (form: RejectedForm) => void;

function formsOf(file: ComposeFile, service: Service, add: Add): void {
  const { mapping } = service;
  if (!mapping) return;
  for (const entry of mapping.entries) {
    const { tag } = entry.value;
    badTag(entry, add);
    if (tag === '!reset') continue;
    readers.get(entry.key.source)?.(file, service, entry, add);
  }
}

function badTag({ key, value: { tag } }: YamlEntry, add: Add): void {
  if (tag !== '!reset' && tag !== '!override') return;
  const what = `the tag ${tag}, which belongs into a file that is laid over another`;
  add({ at: key.span, by: onlyBuilder, what, instead: 'delete the tag, or the key' });
}

type Reader = (file: ComposeFile, service: Service, entry: YamlEntry, add: Add) => void;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['ports', (file, service, _, add) => ports(file, service, add)],
  ['volumes', (file, service, _, add) => volumes(file, service, add)],
  ['devices', (file, service, entry, add) => devices(file, service, entry, add)],
  ['env_file', (file, _, entry, add) => envFiles(file, entry, add)],
  ['security_opt', (file, service, entry, add) => securityOptions(file, service, entry, add)],
  ['labels', (_, service, __, add) => badLabelNames(service.labels, add)],
  [
    'build',
    (file, service, _, add) => badLabelNames(keyValuesOf(file.yaml, valueAt(service.build?.mapping, 'labels')), add),
  ],
  [
    'network_mode',
    namespace('container:', 'network_mode naming a container', 'name a service of the release: "service:…"'),
  ],
  ['pid', namespace('container:', 'pid naming a container', undefined)],
  ['ipc', namespace('service:', 'ipc naming a service', undefined)],
  [
    'pids_limit',
    (file, service, entry, add) => {
      const text = textOf(entry.value);
      if (!text?.known?.startsWith('-')) return;
      add({
        at: text.span,
        by: onlyCli,
        what: `a negative pids_limit`,
        instead: 'without the key there is no limit',
        fixes: () => deletion(file, service.mapping, entry),
      });
    },
  ],
  [
    'profiles',
    (_, service, __, add) => {
      for (const { known, span } of service.profiles) {
        if (known === undefined || /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(known)) continue;
        const instead = 'it takes two or more letters, digits, dots, hyphens and underscores';
        add({ at: span, by: onlyCli, what: `the profile "${known}"`, instead });
      }
    },
  ],
  [
    'stop_grace_period',
    (_, __, { value }, add) => {
      const text = textOf(value);
      // A number alone is no duration for anybody.
      if (text?.known === undefined || !/^[\d.]+[a-zA-Zµ]/.test(text.known) || isOldDuration(text.known)) return;
      const instead = 'it takes hours, minutes and seconds in this order, as in 1m30s';
      add({ at: text.span, by: onlyBuilder, what: `the duration "${text.known}"`, instead });
    },
  ],
  [
    'volumes_from',
    (file, service, entry, add) => {
      for (const item of service.list('volumes_from')) {
        if (!item.known?.startsWith('container:')) continue;
        const what = 'volumes of a container outside of the release';
        add({ at: item.span, by: onlyCli, what, fixes: () => itemDeletion(file, service, entry, item.node) });
      }
    },
  ],
  [
    'extends',
    (_, service, entry, add) => {
      // The builder's schema knows the key, but nothing follows it.
      if (service.key('image') || service.key('build')) return;
      const what = `the service "${service.name}", because it follows no "extends" and so sees neither image nor build`;
      add({ at: entry.key.span, by: onlyBuilder, what, instead: 'share keys through a YAML anchor' });
    },
  ],
]);

function namespace(start: string, what: string, instead: string | undefined): Reader {
  return (file, service, entry, add) => {
    const text = textOf(entry.value);
    if (!text?.known?.startsWith(start)) return;
    const fixes = () => deletion(file, service.mapping, entry);
    add({ at: text.span, by: onlyCli, what, fixes, ...(instead === undefined ? {} : { instead }) });
  };
}

function ports(file: ComposeFile, service: Service, add: Add): void {
  for (const port of service.ports) {
    if (port.isLong) {
      const what = 'the long form of a port';
      add({
        at: port.span,
        by: onlyBuilder,
        what,
        instead: 'write the short form',
        fixes: () => shortPort(file, port),
      });
    } else if (port.text && !port.text.isLiteral) {
      const what = `the port "${port.text.value}", because it fills in no variables`;
      add({ at: port.span, by: onlyBuilder, what, instead: 'write the number' });
    } else if (port.text && port.isValid && !isPortOfOldSchema(port.text.value)) {
      const what = `the port "${port.text.value}"`;
      const instead = 'it takes addresses without brackets and the protocols tcp and udp';
      add({ at: port.span, by: onlyBuilder, what, instead });
    }
  }
}

/** `[ip:][host[-end]:]container[-end][/udp or /tcp]`; all that the 2.4 schema's format takes. */
function isPortOfOldSchema(text: string): boolean {
  const slash = text.indexOf('/');
  const protocol = slash < 0 ? 'tcp' : text.slice(slash + 1);
  return (protocol === 'tcp' || protocol === 'udp') && !text.includes('[');
}

function shortPort(file: ComposeFile, port: Port): readonly Fix[] {
  const { target, published, hostIp, protocol } = port;
  if (!port.isKnown || !target || !isFreeToRewrite(file, port.node)) return [];
  const range = ({ from, to }: { readonly from: number; readonly to: number }) =>
    from === to ? from : `${from}-${to}`;
  const host = published ? `${range(published)}:` : hostIp === undefined ? '' : ':';
  const text = `${hostIp === undefined ? '' : `${hostIp}:`}${host}${range(target)}${protocol === 'tcp' ? '' : `/${protocol}`}`;
  if (!isPortOfOldSchema(text)) return [];
  const edits = replaceValue(file.yaml, port.node, `'${text}'`);
  return edits ? [{ title: `Change to "${text}"`, safety: 'suggestion', edits }] : [];
}

function volumes(file: ComposeFile, service: Service, add: Add): void {
  for (const mount of service.mounts) {
    const { source } = mount;
    // What is surely a path, balena/bind-mount tells.
    if (!mount.isLong && source?.text.includes('$') && mount.kind !== 'bind-mount') {
      const what = `the volume "${source.text}", because it fills in no variables and so finds none of that name`;
      add({ at: source.span, by: onlyBuilder, what, instead: 'write the name' });
    }
    if (!mount.isLong || mount.node.kind !== 'mapping') continue;
    const { node } = mount;
    const type = textOf(valueAt(node, 'type'))?.known;
    if (type === 'image' || type === 'npipe' || type === 'cluster') {
      const at = valueAt(node, 'type')?.span ?? node.span;
      add({ at, by: onlyCli, what: `mounts of type "${type}"`, instead: 'copy the files into the image' });
    }
    if (type !== 'volume' && type !== 'tmpfs') continue;
    options(file, mount, node, type, add);
  }
}

/** What a long mount of a volume or tmpfs says beyond source, target and access. */
function options(file: ComposeFile, mount: Mount, node: YamlMapping, type: 'volume' | 'tmpfs', add: Add): void {
  for (const entry of node.entries) {
    const fixes = () => deletion(file, node, entry);
    const name = entry.key.source;
    if (name === type) {
      const isEmpty = entry.value.kind === 'mapping' && entry.value.entries.length === 0;
      const what = `options of a mount of type ${type}`;
      const instead = type === 'tmpfs' ? 'the key tmpfs of the service takes them behind the path' : undefined;
      add({
        at: entry.key.span,
        by: isEmpty ? onlyBuilder : both,
        what,
        fixes,
        ...(instead === undefined ? {} : { instead }),
      });
    } else if (name === 'consistency') {
      add({ at: entry.key.span, by: onlyBuilder, what: '"consistency" of a mount', fixes });
    } else if (name === 'read_only' && type === 'tmpfs' && mount.isReadOnly) {
      add({ at: entry.key.span, by: onlyBuilder, what: 'a tmpfs that is read-only', fixes });
    }
  }
}

function devices(file: ComposeFile, service: Service, { value }: YamlEntry, add: Add): void {
  if (value.kind !== 'sequence') return;
  for (const item of value.items) {
    if (item.kind !== 'mapping' || !item.entry('source')) continue;
    const what = 'the long form of a device';
    const fixes = () => shortDevice(file, item);
    add({ at: item.span, by: onlyBuilder, what, instead: 'write the short form', fixes });
  }
  for (const device of service.devices) {
    if (!device.isLiteral || !isCdiName(device.source)) continue;
    const what = `"${device.source}", the name of a device of another tool`;
    add({
      at: device.span,
      by: onlyCli,
      what,
      instead: 'name a path below /dev, or for a GPU set io.balena.features.gpu',
    });
  }
}

/** `1h2m3s4ms5us6ns`, each part optional. */
function isOldDuration(text: string): boolean {
  return /^(?:[\d.]+h)?(?:[\d.]+m)?(?:[\d.]+s)?(?:[\d.]+ms)?(?:[\d.]+us)?(?:[\d.]+ns)?$/.test(text);
}

/** `vendor.com/class=name`. */
function isCdiName(source: string): boolean {
  return source !== '' && !source.startsWith('/');
}

function shortDevice(file: ComposeFile, item: YamlMapping): readonly Fix[] {
  const part = (key: string) => textOf(valueAt(item, key));
  const parts = [part('source'), part('target'), part('permissions')];
  if (!isFreeToRewrite(file, item) || !parts[0] || parts.some(it => it && !it.isLiteral)) return [];
  if (parts[2] && !parts[1]) parts[1] = parts[0];
  const text = parts.flatMap(it => (it ? [it.value] : [])).join(':');
  const edits = replaceValue(file.yaml, item, scalarText(text));
  return edits ? [{ title: `Change to "${text}"`, safety: 'suggestion', edits }] : [];
}

function envFiles(file: ComposeFile, { value }: YamlEntry, add: Add): void {
  for (const item of value.kind === 'sequence' ? value.items : [value]) {
    if (item.kind === 'mapping') {
      const path = textOf(valueAt(item, 'path'));
      const required = valueAt(item, 'required');
      const isRequired = required === undefined || isTrue(required);
      const fixes = () => (path && isRequired ? shortEnvFile(file, item, path) : []);
      add({
        at: item.span,
        by: onlyBuilder,
        what: 'the long form of env_file',
        instead: 'write the path alone',
        fixes,
      });
      continue;
    }
    const path = textOf(item);
    if (path?.known === undefined) continue;
    const reason = pathReason(path.known);
    if (reason) add({ at: path.span, by: onlyBuilder, what: `the env_file "${path.known}", because ${reason}` });
  }
}

function pathReason(path: string): string | undefined {
  if (path.startsWith('/')) return 'the path is absolute; move the file into the project';
  if (/^(?:\.\/)*\.\.(?:\/|$)/.test(path)) return 'it lies above the project; move the file into the project';
  return path.includes('*') ? 'it holds a wildcard' : undefined;
}

function shortEnvFile(file: ComposeFile, item: YamlMapping, path: TextValue): readonly Fix[] {
  const edits = isFreeToRewrite(file, item) ? replaceValue(file.yaml, item, scalarText(path.value)) : undefined;
  return edits ? [{ title: `Change to "${path.value}"`, safety: 'suggestion', edits }] : [];
}

function securityOptions(file: ComposeFile, service: Service, entry: YamlEntry, add: Add): void {
  for (const item of service.securityOpt) {
    if (item.known === undefined || isTakenSecurityOption(item.known)) continue;
    const what = `the security option "${item.known}"`;
    const instead = 'only no-new-privileges, and unconfined for apparmor and seccomp, are taken';
    add({ at: item.span, by: onlyCli, what, instead, fixes: () => itemDeletion(file, service, entry, item.node) });
  }
}

function isTakenSecurityOption(option: string): boolean {
  return /^(?:no-new-privileges(?:[:=].*)?|(?:apparmor|seccomp)[:=]unconfined)$/.test(option);
}

function badLabelNames(labels: readonly KeyValue[], add: Add): void {
  for (const { key, keySpan } of labels) {
    if (key === '' || key.includes('$') || /^[a-zA-Z0-9.-]+$/.test(key)) continue;
    const what = `the label name "${key}"`;
    add({ at: keySpan, by: onlyBuilder, what, instead: 'it takes letters, digits, dots and hyphens only' });
  }
}

/** Whether nothing is lost or changed elsewhere when one text takes the place of the mapping. */
function isFreeToRewrite({ yaml }: ComposeFile, node: YamlNode): boolean {
  const holdsComment = yaml.comments.some(it => it.span.start > node.span.start && it.span.end < node.span.end);
  return !holdsComment && !isShared(yaml, node);
}

function deletion(file: ComposeFile, mapping: YamlMapping | undefined, entry: YamlEntry): readonly Fix[] {
  if (!mapping || isShared(file.yaml, entry.value)) return [];
  return asFix(removeEntry(file.yaml, mapping, entry), `Delete "${entry.key.source}"`);
}

/** Deletes the item, and the key with the last one. */
function itemDeletion(file: ComposeFile, service: Service, entry: YamlEntry, item: YamlNode): readonly Fix[] {
  if (isShared(file.yaml, item) || entry.value.kind !== 'sequence') return [];
  if (entry.value.items.length === 1) return deletion(file, service.mapping, entry);
  const name = item.kind === 'scalar' ? item.source : entry.key.source;
  return asFix(removeItem(file.yaml, entry.value, item), `Delete "${name}"`);
}

function asFix(edits: readonly Edit[] | undefined, title: string): readonly Fix[] {
  return edits ? [{ title, safety: 'suggestion', edits }] : [];
}
