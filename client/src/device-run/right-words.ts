// What reaches from a container to the machine, in words, and which of it an engine says it does not have.
import type { HostRight } from '../../../server/src/build/device-run.ts';

const namespaces: Readonly<Record<Extract<HostRight, { readonly kind: 'namespace' }>['which'], string>> = {
  ipc: 'the shared memory of the machine',
  pid: 'all processes of the machine',
  userns: 'the users of the machine',
};

export function rightWords(right: HostRight): string {
  switch (right.kind) {
    case 'privileged':
      return 'all devices and all of the kernel (privileged)';
    case 'mount':
      return `${right.source} of the machine${right.isReadOnly ? ', read-only' : ''}`;
    case 'device':
      return `the device ${right.host}`;
    case 'capability':
      return `the capability ${right.name}`;
    case 'security':
      return right.option;
    case 'namespace':
      return namespaces[right.which];
    case 'gpu':
      return 'a GPU';
  }
}

/** The rights that an engine could not give, from what it says when a container does not start; empty for other reasons. */
export function missingRights(message: string, rights: readonly HostRight[]): readonly HostRight[] {
  const device =
    /custom device "([^"]{1,500})"|error gathering device information while adding .*?"([^"]{1,500})"/.exec(message);
  const path = device?.[1] ?? device?.[2];
  if (path !== undefined) return rights.filter(it => it.kind === 'device' && it.host === path);
  const source = /bind source path does not exist: (\S{1,500})/.exec(message)?.[1]?.replace(/[.,]$/, '');
  if (source !== undefined) return rights.filter(it => it.kind === 'mount' && it.source === source);
  if (/could not select device driver|capabilities: \[\[gpu\]\]|nvidia/i.test(message))
    return rights.filter(({ kind }) => kind === 'gpu');
  return [];
}
