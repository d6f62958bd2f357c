/** What a dependency manifest reads beyond itself when its dependencies are installed, as far as its text tells. */
import { basename } from '../text/path.ts';

/**
 * Other files, as paths from the manifest's folder; `source` when the install needs the project's own files. Nothing for
 * a manifest whose text was not read.
 */
export function manifestNeeds(path: string, text: string | undefined): readonly string[] | 'source' {
  if (text === undefined) return [];
  const name = basename(path);
  if (name === 'package.json') return packageNeedsSource(text) ? 'source' : [];
  if (name === 'go.mod') return /=>\s*\.{0,2}\//.test(text) ? 'source' : [];
  if (name === 'Gemfile')
    return /\b(?:gemspec|path:|:path|eval_gemfile|require_relative|instance_eval)\b|path:/.test(text) ? 'source' : [];
  if (name === 'pyproject.toml') return /\bpath\s*=\s*"/.test(text) ? 'source' : [];
  if (name.endsWith('.txt')) return requirementNeeds(text);
  return [];
}

/** Scripts that an install runs. */
const installScripts = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

function packageNeedsSource(text: string): boolean {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    // Half-typed: what it will say is not known.
    return true;
  }
  if (!isRecord(manifest)) return false;
  const { scripts, workspaces } = manifest;
  if (workspaces !== undefined) return true;
  if (isRecord(scripts) && installScripts.some(it => it in scripts)) return true;
  return ['dependencies', 'devDependencies', 'optionalDependencies'].some(key => {
    const versions = manifest[key];
    return (
      isRecord(versions) &&
      Object.values(versions).some(it => /^(?:file|link|portal|workspace|patch):/.test(String(it)))
    );
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function requirementNeeds(text: string): readonly string[] | 'source' {
  const files: string[] = [];
  for (const line of text.split('\n')) {
    const entry = line.trim();
    if (/^(?:-e\b|--editable\b|\.{1,2}(?:\/|\[|$)|file:)|@\s*file:/.test(entry)) return 'source';
    const other = /^(?:-r|-c|--requirement|--constraint)[ =]*([\w./-]+)/.exec(entry)?.[1];
    if (other !== undefined) files.push(other);
  }
  return files;
}
