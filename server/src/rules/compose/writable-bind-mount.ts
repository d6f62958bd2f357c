import type { Project } from '../../project/project.ts';
import { basename, dirname, join } from '../../text/path.ts';
import { type BindMount, bindMounts, mountReadOnly } from '../bind-mounts.ts';
import { type Finding, rule } from '../rule.ts';
import { suggestion } from '../service-keys.ts';

export const writableBindMount = rule({
  id: 'compose/writable-bind-mount',
  reads: 'compose',
  dialect: 'docker',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A file that a service only reads is mounted so that it could write it',
  why: 'A configuration that is mounted from the host belongs to the host: whoever breaks into the container can change it there, for every later start and for whatever else reads it. `:ro` takes that away.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: bind\n        source: ./certs\n        target: /etc/nginx/certs\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n      - ./src:/app/src\n      - ${CONFIG}/app.yaml:/app/app.yaml\n',
    },
    {
      'compose.yaml':
        'services:\n  proxy:\n    image: traefik:v3.5\n    volumes:\n      - ./acme.json:/acme.json\n      - ./access.log:/var/log/access.log\n      - ./app.db:/data/app.db\n      - ./package.json:/app/package.json\n',
    },
    {
      'compose.yaml': 'services:\n  media:\n    image: example/media:1\n    volumes:\n      - ./config:/config\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#volumes',
    'https://docs.docker.com/engine/storage/bind-mounts/',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const it of bindMounts(compose)) {
      if (it.mount.isReadOnly || it.source.text !== it.source.known || !it.mount.target) continue;
      const kind = kindOf(it, project, compose.folder);
      if (kind === undefined) continue;
      findings.push({
        at: it.source.span,
        message: `"${it.service.name}" could change ${it.path} on the host, and ${kind} is most often only read; mount it read-only`,
        fixes: () => suggestion('Mount it read-only', mountReadOnly(compose, it)),
      });
    }
    return findings;
  },
});

/** Of files that programs are told things by. What they keep state in has other endings, or a name below. */
const readEndings = new Set(
  (
    'conf cfg cnf config ini yaml yml json toml env properties xml crt cert cer pem key pub jks p12 pfx template tmpl ' +
    'tpl vcl rules hcl sh bash sql'
  ).split(' '),
);
/** Files with such endings that programs write, by name. */
const writtenNames =
  /^(?:acme|package|package-lock|npm-shrinkwrap|composer|tsconfig.*|jsconfig|angular|nx|deno|bun|pnpm-lock|data|db|database|state|storage|users?|history|cache|sessions?|settings?|store|tokens?|bookmarks|devices|known_devices|configuration|automations|scenes|scripts|secrets|pubspec|mkdocs|schema|swagger|openapi|results?|report|output|config)\.(?:json|ya?ml|xml|toml)$|\.lock\.|(?:^|[-_.])(?:log|lock|history|state|db|data|tmp|cache|result|results|output)[-_.]/i;
const readFolders = new Set(['conf', 'config', 'certs']);
/** Where images keep what they write themselves, though it is called configuration. */
const stateTargets =
  /^\/(?:config|data|root|home|var\/lib|var\/log|tmp)(?:\/|$)|\/(?:data|\.config|storage|state|userdata)(?:\/|$)/;

/** What the source is, as the subject of a clause; undefined when the service may have to write it. */
function kindOf(it: BindMount, project: Project, folder: string): string | undefined {
  const target = it.mount.target?.known;
  if (target === undefined || !isOwn(it.path)) return undefined;
  const there = project.entryAt(join(folder, it.path));
  const name = basename(it.path);
  if (readFolders.has(name)) {
    return there !== 'file' && !stateTargets.test(target) && isConfigTarget(target)
      ? 'a folder of configuration'
      : undefined;
  }
  if (there === 'folder') return undefined;
  const ending = endingOf(name);
  if (
    !readEndings.has(ending) ||
    writtenNames.test(name) ||
    /(?:^|\/)(?:data|state|storage|db|logs?|out|output|tmp|results?)\//.test(it.path)
  )
    return undefined;
  if (/^(?:crt|cert|cer|pem|key|pub|jks|p12|pfx)$/.test(ending)) return 'a certificate or key';
  return /^(?:sh|bash|sql)$/.test(ending) ? 'a script' : 'a configuration file';
}

/** `.env` and `app.env` alike end in `env`. */
function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Below the project, or of the host's own configuration; what is mounted from elsewhere may be anything. */
function isOwn(path: string): boolean {
  return path.startsWith('./') || path.startsWith('../') || path.startsWith('/etc/');
}

/** Whether a folder is mounted where programs look for what they are told, not where they keep things. */
function isConfigTarget(target: string): boolean {
  const name = basename(target);
  return (
    /^\/(?:usr\/local\/)?etc\//.test(target) ||
    /^(?:conf|conf\.d|certs?|ssl|tls)$/.test(name) ||
    dirname(target) === '/certs'
  );
}
