/**
 * What the image of a service is made of: the stages that are part of it, the variables set in them, and where the files
 * of the build context end up.
 */
import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { basename as baseOf } from '../../text/path.ts';
import type { ContextFile } from '../project.ts';

export interface ImageContents {
  /** The final stage and the stages it is built on, oldest first. */
  readonly chain: readonly Stage[];
  /** Stages whose packages or whole trees are copied into the chain. */
  readonly copied: readonly Stage[];
  /** Stages of which nothing but single files arrives. */
  readonly others: readonly Stage[];
  /** What the oldest stage of the chain is based on, build arguments filled in; undefined for none. */
  readonly base: { readonly reference: string; readonly from: Instruction } | undefined;
  /** The text with `$NAME` and `${NAME}` replaced by the ARG and ENV values of the chain; unknown ones stay. */
  expand(text: string): string;
  /** Copies of the build context into the chain, in order; made when first asked for. */
  copies(): readonly ContextCopy[];
}

/** One source of a COPY or ADD of the build context. */
export interface ContextCopy {
  readonly instruction: Instruction;
  /** As seen from the context, `.` for all of it; may hold `*`. */
  readonly source: string;
  /** Absolute in the image; `isFolder` when it is certain that the source goes below it. */
  readonly target: string;
  readonly isFolder: boolean;
}

/** Build arguments from the Compose file win over the defaults of ARG. */
export function imageContents(
  file: Dockerfile,
  stage: Stage | undefined,
  buildArguments: ReadonlyMap<string, string>,
): ImageContents {
  const final = stage ?? file.stages.at(-1);
  const chain: Stage[] = [];
  for (let it = final; it !== undefined && chain.length < 50; it = it.parent) chain.unshift(it);

  const values = new Map<string, string>();
  const expand = (text: string): string => expandWith(values, text);
  for (const argument of file.globalArguments) setArguments(values, argument, buildArguments, expand);
  const oldest = chain[0];
  const reference = oldest?.base === undefined ? undefined : expand(oldest.base.value);

  const written: WrittenCopy[] = [];
  const taken = new Set<Stage>();
  for (const it of chain) {
    let folder = '/';
    for (const instruction of it.instructions) {
      if (instruction.name === 'ARG') setArguments(values, instruction, buildArguments, expand);
      else if (instruction.name === 'ENV')
        for (const { key, value } of instruction.pairs) values.set(key.value, expand(value?.value ?? ''));
      else if (instruction.name === 'WORKDIR') folder = resolved(folder, expand(instruction.arguments[0]?.value ?? ''));
      else if (instruction.name === 'COPY' || instruction.name === 'ADD') {
        const from = instruction.flags.find(flag => flag.name.value === 'from')?.value?.value;
        if (from === undefined) {
          const words = (instruction.exec ?? instruction.arguments).map(word => expand(word.value));
          written.push({ instruction, folder, words });
        } else {
          const source = file.stage(from);
          if (source && copiesPackages(instruction)) taken.add(source);
        }
      }
    }
  }
  const copied = withParents(taken, chain);
  let copies: readonly ContextCopy[] | undefined;
  return {
    chain,
    copied,
    others: file.stages.filter(it => !chain.includes(it) && !copied.includes(it)),
    base: oldest && reference !== undefined ? { reference, from: oldest.from } : undefined,
    expand,
    copies() {
      copies ??= written.flatMap(contextCopies);
      return copies;
    },
  };
}

function withParents(stages: ReadonlySet<Stage>, chain: readonly Stage[]): readonly Stage[] {
  const all = new Set<Stage>();
  for (const stage of stages) {
    for (let it: Stage | undefined = stage; it && all.size < 50; it = it.parent) if (!chain.includes(it)) all.add(it);
  }
  return [...all];
}

function setArguments(
  values: Map<string, string>,
  instruction: Instruction,
  given: ReadonlyMap<string, string>,
  expand: (text: string) => string,
): void {
  for (const { key, value } of instruction.pairs) {
    const known = given.get(key.value) ?? (value === undefined ? values.get(key.value) : expand(value.value));
    if (known !== undefined) values.set(key.value, known);
  }
}

function expandWith(values: ReadonlyMap<string, string>, text: string): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$(?:(\w+)|\{(\w+)(?::?-([^${}]*))?\})/g, (whole, plain, braced, otherwise) => {
    const value = values.get(plain ?? braced);
    return value === undefined || value === '' ? (otherwise ?? value ?? whole) : value;
  });
}

/** `target` seen from the working folder. */
function resolved(folder: string, target: string): string {
  const whole = target.startsWith('/') ? target : joined(folder, target);
  // Nearly every path is plain.
  if (!whole.includes('/.') && !whole.includes('//'))
    return whole.length > 1 && whole.endsWith('/') ? whole.slice(0, -1) : whole;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** A COPY or ADD of the build context with its expanded words, and the working folder it stands in. */
interface WrittenCopy {
  readonly instruction: Instruction;
  readonly folder: string;
  readonly words: readonly string[];
}

function contextCopies({ instruction, folder, words: all }: WrittenCopy): readonly ContextCopy[] {
  const words = all.filter(it => !it.startsWith('<<'));
  const target = words.pop();
  if (target === undefined) return [];
  const sources = words.filter(it => !it.includes('://'));
  const isFolder = sources.length > 1 || target.endsWith('/') || target === '.' || target.endsWith('/.');
  return sources.map(source => ({
    instruction,
    source: source.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '') || '.',
    target: resolved(folder, target),
    isFolder,
  }));
}

/** Whether a COPY --from brings packages of a language or a whole tree, rather than a program that was built. */
function copiesPackages(instruction: Instruction): boolean {
  const words = (instruction.exec ?? instruction.arguments).map(it => it.value);
  return words
    .slice(0, -1)
    .some(source =>
      /node_modules|(?:site|dist)-packages|venv|\.local|wheel|^\/(?:usr(?:\/local)?(?:\/lib)?|opt|app|lib|root)?\/?\*?$|^\/?(?:usr\/src\/)?app\/?$/.test(
        source,
      ),
    );
}

/** Where a file of the context stands in the image, as far as the copies tell; more than one when a target may be either. */
export function placesInImage(copies: readonly ContextCopy[], relativePath: string): readonly string[] {
  const places: string[] = [];
  for (const { source, target, isFolder } of copies) {
    const name = baseOf(`/${relativePath}`);
    if (source === '.' || source === '*') places.push(joined(target, relativePath));
    else if (source === relativePath)
      places.push(...(isFolder ? [joined(target, name)] : [target, joined(target, name)]));
    else if (relativePath.startsWith(`${source}/`)) places.push(joined(target, relativePath.slice(source.length + 1)));
    else if (source.includes('*') && globFits(source, relativePath)) places.push(joined(target, name));
  }
  return places;
}

function joined(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

/** `*` does not cross a folder; what stands behind a matched folder is copied with it. */
function globFits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const parts = path.split('/');
  if (parts.length < wanted.length) return false;
  return wanted.every((want, i) => {
    const pieces = want.split('*');
    const part = parts[i] ?? '';
    const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
    return (
      part.startsWith(first) &&
      part.endsWith(last) &&
      part.length >= (pieces.length > 1 ? first.length + last.length : part.length)
    );
  });
}

/** Whether any copy brings the file into the image. */
export function isInImage(copies: readonly ContextCopy[], file: ContextFile): boolean {
  return placesInImage(copies, file.relativePath).length > 0;
}

/** The repository of an image reference, tag and digest removed; template variables and unknown arguments stay. */
export function repositoryOf(reference: string): string {
  const plain = reference.split('@', 1)[0] ?? reference;
  const colon = plain.lastIndexOf(':');
  const name = colon > plain.lastIndexOf('/') ? plain.slice(0, colon) : plain;
  return name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}
