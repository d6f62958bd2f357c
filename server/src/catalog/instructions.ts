/**
 * The Dockerfile instructions with their words: what hover and completion say. Facts from the Dockerfile reference,
 * https://docs.docker.com/reference/dockerfile/, and from BuildKit's parser (frontend/dockerfile/instructions/parse.go).
 */

export interface InstructionEntry {
  /** Upper case. */
  readonly name: string;
  /** The ways to write it, one a line, the usual one first. */
  readonly syntax: readonly string[];
  /** One paragraph of Markdown. */
  readonly description: string;
  readonly flags: readonly FlagEntry[];
  /** It may stand behind ONBUILD. */
  readonly isTrigger: boolean;
  /** Kept by the builder for old files; another way is better. */
  readonly isDeprecated: boolean;
  readonly documentation: string;
}

export interface FlagEntry {
  /** Without the dashes. */
  readonly name: string;
  readonly description: string;
  readonly value: FlagValue;
  /** It may be given several times. */
  readonly isRepeatable: boolean;
  /** The classic builder does not know it. */
  readonly needsBuildKit: boolean;
  readonly documentation: string;
}

export type FlagValue =
  /** `--flag`, `--flag=true`, `--flag=false` */
  | { readonly kind: 'boolean' }
  | { readonly kind: 'stage' }
  | { readonly kind: 'platform' }
  | { readonly kind: 'duration' }
  | { readonly kind: 'number' }
  | { readonly kind: 'one of'; readonly values: readonly string[] }
  /** `key=value,key=value`, as of `--mount` */
  | { readonly kind: 'options' }
  /** Anything else, with an example of it. */
  | { readonly kind: 'text'; readonly example: string };

const reference = 'https://docs.docker.com/reference/dockerfile/';

function flag(
  name: string,
  value: FlagValue,
  anchor: string,
  description: string,
  more: Partial<Pick<FlagEntry, 'isRepeatable' | 'needsBuildKit'>> = {},
): FlagEntry {
  return {
    name,
    value,
    description,
    isRepeatable: more.isRepeatable ?? false,
    needsBuildKit: more.needsBuildKit ?? true,
    documentation: reference + anchor,
  };
}

function text(example: string): FlagValue {
  return { kind: 'text', example };
}

function instruction(
  name: string,
  syntax: readonly string[],
  description: string,
  more: Partial<Pick<InstructionEntry, 'flags' | 'isTrigger' | 'isDeprecated' | 'documentation'>> = {},
): InstructionEntry {
  return {
    name,
    syntax,
    description,
    flags: more.flags ?? [],
    isTrigger: more.isTrigger ?? true,
    isDeprecated: more.isDeprecated ?? false,
    documentation: more.documentation ?? `${reference}#${name.toLowerCase()}`,
  };
}

const boolean: FlagValue = { kind: 'boolean' };
const duration: FlagValue = { kind: 'duration' };

/** `--chown`, `--chmod`, `--link` and `--exclude` are the same for ADD and COPY, but for where they are documented. */
function copyFlags(of: 'add' | 'copy'): readonly FlagEntry[] {
  return [
    flag(
      'chown',
      text('node:node'),
      '#copy---chown---chmod',
      'User and group that own the files in the image, by name or number. Without it they belong to `root`.',
      {
        needsBuildKit: false,
      },
    ),
    flag(
      'chmod',
      text('755'),
      '#copy---chown---chmod',
      'Permissions of the files in the image: octal, or as `u=rwX,go=rX`.',
    ),
    flag(
      'link',
      boolean,
      '#copy---link',
      'Puts the files into a layer of their own that does not depend on the ones before, so that it stays in the cache when the base image changes.',
    ),
    flag('exclude', text('*.md'), `#${of}---exclude`, 'Leaves out the files that match this pattern.', {
      isRepeatable: true,
    }),
  ];
}

/** Every instruction BuildKit knows, in alphabetical order. */
export const instructions: readonly InstructionEntry[] = [
  instruction(
    'ADD',
    ['ADD [flags] source… destination', 'ADD [flags] ["source", "destination"]'],
    'Copies files into the image as `COPY` does, and besides: unpacks local tar archives, downloads from `http(s)` addresses and clones Git repositories. When nothing of that is wanted, `COPY` says so more plainly.',
    {
      flags: [
        ...copyFlags('add'),
        flag(
          'checksum',
          text('sha256:…'),
          '#add---checksum',
          'Digest that the downloaded file must have; the build stops if it differs.',
        ),
        flag('keep-git-dir', boolean, '#add---keep-git-dir', 'Keeps the `.git` folder of a cloned repository.'),
        flag(
          'unpack',
          boolean,
          '#add---unpack',
          'Whether archives are unpacked: without it local ones are and downloaded ones are not.',
        ),
      ],
    },
  ),
  instruction(
    'ARG',
    ['ARG name', 'ARG name=default'],
    'Declares a build argument, set by `--build-arg` or else its default. It exists while the image is built, from here to the end of the stage. One in front of the first `FROM` serves `FROM` lines only; a stage that needs it repeats `ARG name`. Its value can be read from the image’s history: nothing secret belongs here.',
  ),
  instruction(
    'CMD',
    ['CMD ["program", "argument"]', 'CMD ["argument"]', 'CMD command'],
    'What a container runs when it is started without a command of its own, or the arguments of `ENTRYPOINT` where there is one. The last `CMD` of a stage counts. In exec form the program gets signals itself; in shell form `/bin/sh -c` stands in front of it.',
  ),
  instruction(
    'COPY',
    ['COPY [flags] source… destination', 'COPY [flags] ["source", "destination"]'],
    'Copies files from the build context, or with `--from` from another stage or image. With several sources the destination is a folder and ends with `/`. Paths are relative to the context’s root; a relative destination starts at `WORKDIR`.',
    {
      flags: [
        flag(
          'from',
          { kind: 'stage' },
          '#copy---from',
          'Stage, image or named context to copy from, in place of the build context.',
          {
            needsBuildKit: false,
          },
        ),
        ...copyFlags('copy'),
        flag(
          'parents',
          boolean,
          '#copy---parents',
          'Keeps the folders of each source, counted from the pivot `/./` when it has one.',
        ),
      ],
    },
  ),
  instruction(
    'ENTRYPOINT',
    ['ENTRYPOINT ["program", "argument"]', 'ENTRYPOINT command'],
    'The program a container always runs; the command it is started with, or `CMD`, becomes its arguments. In shell form it takes no arguments, and signals reach the shell instead of the program.',
  ),
  instruction(
    'ENV',
    ['ENV name=value…'],
    'Sets environment variables for the instructions that follow and for every container of the image. All values of one `ENV` see the variables as they were before it.',
  ),
  instruction(
    'EXPOSE',
    ['EXPOSE port[/tcp|/udp]…'],
    'Tells that the container listens on these ports. Nothing is published by it: that takes `ports` in Compose or `-p`.',
  ),
  instruction(
    'FROM',
    ['FROM [--platform=platform] image [AS name]'],
    'Begins a stage on top of an image or of an earlier stage; `scratch` is the empty image. The last stage is what gets built unless another target is asked for. Only `ARG` may stand in front of the first one.',
    {
      isTrigger: false,
      flags: [
        flag(
          'platform',
          { kind: 'platform' },
          '#from',
          'Platform of the image, as `linux/arm64`. `$BUILDPLATFORM` runs the stage natively for cross-compilation.',
        ),
      ],
    },
  ),
  instruction(
    'HEALTHCHECK',
    ['HEALTHCHECK [flags] CMD command', 'HEALTHCHECK [flags] CMD ["program", "argument"]', 'HEALTHCHECK NONE'],
    'A command that tells whether the container still works: exit code 0 is healthy, 1 is not. `NONE` switches off the one of the base image. The last one counts.',
    {
      flags: [
        flag('interval', duration, '#healthcheck', 'Time between two checks; 30 seconds unless given.', {
          needsBuildKit: false,
        }),
        flag('timeout', duration, '#healthcheck', 'A check that takes longer has failed; 30 seconds unless given.', {
          needsBuildKit: false,
        }),
        flag('start-period', duration, '#healthcheck', 'Time to start up, during which failures do not count.', {
          needsBuildKit: false,
        }),
        flag(
          'start-interval',
          duration,
          '#healthcheck',
          'Time between two checks during the start period; 5 seconds unless given. Needs Docker Engine 25.',
        ),
        flag(
          'retries',
          { kind: 'number' },
          '#healthcheck',
          'Failures in a row after which the container is unhealthy; 3 unless given.',
          {
            needsBuildKit: false,
          },
        ),
      ],
    },
  ),
  instruction(
    'LABEL',
    ['LABEL key=value…'],
    'Adds metadata to the image. Keys are usually written as reversed domain names; `org.opencontainers.image.*` are agreed on. balena reads its feature labels from Compose, not from here.',
  ),
  instruction(
    'MAINTAINER',
    ['MAINTAINER name'],
    'Names the author. Use `LABEL org.opencontainers.image.authors="…"` instead.',
    {
      isTrigger: false,
      isDeprecated: true,
      documentation: `${reference}#maintainer-deprecated`,
    },
  ),
  instruction(
    'ONBUILD',
    ['ONBUILD INSTRUCTION arguments'],
    'Keeps an instruction for later: it is carried out at the start of every stage that is built `FROM` this image. `ONBUILD`, `FROM` and `MAINTAINER` may not be kept.',
    { isTrigger: false },
  ),
  instruction(
    'RUN',
    ['RUN [flags] command', 'RUN [flags] ["program", "argument"]', 'RUN [flags] <<EOF'],
    'Runs a command while the image is built and keeps what it changed as a layer. The shell form goes through `/bin/sh -c`, or what `SHELL` says. Removing a file in a later `RUN` does not make the image smaller.',
    {
      flags: [
        flag(
          'mount',
          { kind: 'options' },
          '#run---mount',
          'Mounts something for this command only: `type=bind`, `cache`, `tmpfs`, `secret` or `ssh`.',
          {
            isRepeatable: true,
          },
        ),
        flag(
          'network',
          { kind: 'one of', values: ['default', 'none', 'host'] },
          '#run---network',
          'Network of the command. `host` must be allowed with `--allow network.host`.',
        ),
        flag(
          'security',
          { kind: 'one of', values: ['sandbox', 'insecure'] },
          '#run---security',
          '`insecure` gives the command full privileges; it must be allowed with `--allow security.insecure`.',
        ),
        flag(
          'device',
          text('vendor.com/class=name'),
          '#run---device',
          'Makes a device of the Container Device Interface available to the command.',
          {
            isRepeatable: true,
          },
        ),
      ],
    },
  ),
  instruction(
    'SHELL',
    ['SHELL ["program", "argument"]'],
    'The program in front of every shell form that follows: `["/bin/sh", "-c"]` unless given. It must be written as a JSON array.',
  ),
  instruction(
    'STOPSIGNAL',
    ['STOPSIGNAL signal'],
    'Signal that asks the container to stop, by name or number; `SIGTERM` unless given. A container that runs systemd wants `SIGRTMIN+3`.',
  ),
  instruction(
    'USER',
    ['USER user[:group]'],
    'User and group for the instructions that follow and for the container. A number works without an entry in `/etc/passwd`.',
  ),
  instruction(
    'VOLUME',
    ['VOLUME path…', 'VOLUME ["path", "path"]'],
    'Makes each container of the image begin with an anonymous volume here unless something else is mounted. What later instructions write there is lost with the classic builder. A named volume in Compose is seen by whoever reads the project.',
  ),
  instruction(
    'WORKDIR',
    ['WORKDIR path'],
    'The folder in which the instructions that follow and the container run, made when it is missing. A relative path starts at the one before.',
  ),
];

const byName = new Map(instructions.map(entry => [entry.name, entry]));

/** The entry of an instruction, its name in any case; undefined for an unknown one. */
export function instructionEntry(name: string): InstructionEntry | undefined {
  return byName.get(name) ?? byName.get(name.toUpperCase());
}

/** A parser directive: `# name=value` in the first lines of the file. */
export interface DirectiveEntry {
  readonly name: string;
  readonly description: string;
  readonly values: readonly string[];
  readonly documentation: string;
}

export const directives: readonly DirectiveEntry[] = [
  {
    name: 'syntax',
    description:
      'The image of the Dockerfile frontend that reads this file. It is fetched before the build, so that its features do not depend on the builder’s version.',
    values: ['docker/dockerfile:1'],
    documentation: `${reference}#syntax`,
  },
  {
    name: 'escape',
    description:
      'The character that escapes others and continues lines. A backtick leaves the backslash to Windows paths.',
    values: ['\\', '`'],
    documentation: `${reference}#escape`,
  },
  {
    name: 'check',
    description:
      'How the build checks of BuildKit treat this file: which are skipped, and whether a warning is an error.',
    values: ['skip=all', 'error=true'],
    documentation: `${reference}#check`,
  },
];
