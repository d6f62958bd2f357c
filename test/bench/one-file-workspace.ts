/** A folder with one file whose text is whatever was set last, and nothing else: no time is spent on files. */
import type { Workspace } from '../../server/src/project/workspace.ts';

export interface OneFileWorkspace extends Workspace {
  readonly path: string;
  text: string;
}

export function oneFileWorkspace(name = 'Dockerfile'): OneFileWorkspace {
  const path = `/p/${name}`;
  return {
    path,
    text: '',
    async readFile(asked) {
      return asked === path ? { kind: 'text', text: this.text } : { kind: 'missing' };
    },
    stat: async asked => (asked === path ? 'file' : asked === '/p' ? 'folder' : 'missing'),
    readDirectory: async asked => (asked === '/p' ? [{ name, kind: 'file' }] : []),
  };
}
