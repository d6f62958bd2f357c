import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { KeyValue } from '../../syntax/compose/compose-file.ts';
import type { YamlNode } from '../../syntax/yaml/node.ts';
import { replace } from '../../text/edit.ts';
import { type Span, slice, span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { soundsSecret } from '../secret-names.ts';
import { serviceKeys } from '../service-keys.ts';

export const secretInEnvironment = rule({
  id: 'compose/secret-in-environment',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A secret stands in the environment of a service',
  why: 'A Compose file is committed, copied and shown around, and with it every password in it. A variable keeps the value in an env file that is not committed; a Compose secret keeps it out of the environment, too.',
  bad: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: k3Zp-91xQ\n',
    },
    {
      'compose.yaml': 'services:\n  api:\n    image: example/api:1\n    environment:\n      - API_TOKEN=b7e1f0a93c\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}\n      POSTGRES_PASSWORD_FILE: /run/secrets/db\n      ADMIN_PASSWORD: ""\n      API_TOKEN:\n',
    },
    {
      'compose.yaml':
        'services:\n  app:\n    image: example/app:1\n    environment:\n      - AUTH_ENABLED=true\n      - TOKEN_URL=https://login.example.com/token\n      - KEY_PATH=/etc/app/key.pem\n      - KEYBOARD=de\n',
    },
  ],
  references: [
    'https://docs.docker.com/compose/how-tos/use-secrets/',
    'https://docs.docker.com/compose/how-tos/environment-variables/set-environment-variables/',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { service, entry } of serviceKeys(compose, 'environment')) {
      if (!namesSecret(entry.value)) continue;
      for (const variable of service.environment) {
        const { key, keySpan, value } = variable;
        if (!value?.isLiteral || value.text === '' || !isForSecret(key) || !mayBeSecret(value.text)) continue;
        if (seen.has(keySpan.start)) continue;
        seen.add(keySpan.start);
        findings.push(findingFor(compose, project, entry.value, variable, value));
      }
    }
    return findings;
  },
});

/** Words behind the secret's own that make the name one of something about it. */
const aboutWords =
  /_(?:enabled?|disabled?|required?|type|types|method|methods|mode|url|uri|urls|host|hostname|port|path|dir|folder|name|names|ttl|expiry|expires|expiration|lifetime|timeout|length|size|algorithm|algo|alg|header|prefix|provider|providers|backend|issuer|audience|realm|scope|scopes|domain|policy|plugin|plugins|server|service|user|username|id|ids|source|format|store|storage|alias|interval|days|hours|minutes|seconds|database|db|schema|count|max|min|limit|endpoint|class|driver|strategy|cost|rounds)$/i;

/** Whether any name does; most environments hold none, and then their values need not be read. */
function namesSecret(environment: YamlNode): boolean {
  if (environment.kind === 'mapping') return environment.entries.some(({ key }) => isForSecret(key.source));
  if (environment.kind !== 'sequence') return false;
  return environment.items.some(item => item.kind === 'scalar' && isForSecret(item.source.split('=', 1)[0] ?? ''));
}

function isForSecret(written: string): boolean {
  // Programs on the JVM read `spring.datasource.password`.
  const name = written.replace(/[.-]/g, '_');
  return (
    soundsSecret(name) &&
    !aboutWords.test(name) &&
    !/^(?:ALLOW|ENABLE|DISABLE|USE|REQUIRE|SKIP|NO|IS|HAS|RANDOM)_|_(?:ALLOW|RANDOM|EMPTY|REQUIRE|DISABLE|ENABLE|SKIP)_/i.test(
      name,
    )
  );
}

/** Whether the value can be a secret at all: no switch, no path, no address without a password in it, no expression. */
function mayBeSecret(value: string): boolean {
  if (
    /^(?:true|false|yes|no|on|off|none|null|enabled?|disabled?|basic|bearer|oauth2?|ldap|jwt|md5|scram-sha-256|trust|anonymous|local|default|optional|required|[01])$/i.test(
      value,
    )
  )
    return false;
  if (/^(?:\.{0,2}|~|[A-Za-z]:)[\\/][\w./\\ -]*$/.test(value) && /[\\/].*[\\/.]/.test(value)) return false;
  if (/^[a-z][\w+.-]{1,30}:\/\/[^@\s]*$/i.test(value)) return false;
  return !/^\{\{.*\}\}$|^<[^>]*>$/.test(value) || isPlaceHolder(value);
}

/** A value that only marks the place of one. */
function isPlaceHolder(value: string): boolean {
  return /change[-_ ]?(?:me|it|this)|(?:^|[-_ ])(?:test|testing|fake|mock|demo)(?:[-_ ]|\d{0,4}$)|replace|placeholder|example|sample|dummy|your[-_ ]|^your|to[-_ ]?do\b|insert|fill[-_ ]?in|secret[-_ ]?here|[-_ ]here$|^x{3,}$|^\*{3,}$|^\.{3}$|^<.*>$|not[-_ ]?secure|insecure|^(?:none|empty|unset|undefined|redacted)$/i.test(
    value,
  );
}

function findingFor(
  compose: ProjectComposeFile,
  project: Project,
  environment: YamlNode,
  variable: KeyValue,
  value: NonNullable<KeyValue['value']>,
): Finding {
  const { key, keySpan } = variable;
  const instead =
    project.dialect === 'balena'
      ? 'set it as a device or fleet variable'
      : 'take it from a variable or a Compose secret';
  const fixes = (): readonly Fix[] =>
    project.dialect === 'balena' ? [] : fixFor(compose, environment, variable, value);
  return isPlaceHolder(value.text)
    ? {
        at: keySpan,
        severity: 'hint',
        message: `"${key}" holds a value to be replaced, which works until somebody forgets to; ${instead}`,
        fixes,
      }
    : {
        at: keySpan,
        message: `The value of "${key}" is read by everybody who sees this file; ${instead}`,
        fixes,
      };
}

function fixFor(
  { file: { yaml } }: ProjectComposeFile,
  environment: YamlNode,
  { key, keySpan }: KeyValue,
  { span: at, text }: NonNullable<KeyValue['value']>,
): readonly Fix[] {
  // Names of variables that Compose can fill in.
  if (!/^[A-Za-z_]\w{0,200}$/.test(key)) return [];
  const written = slice(yaml.text, at);
  const quote = /^["']/.test(written) && written.length > text.length ? written.charAt(0) : '';
  // Neither a block scalar nor one that is written elsewhere, or has an anchor, is the value's own place.
  const between = yaml.text.slice(keySpan.end, at.start);
  if (written.length !== text.length + 2 * quote.length || !/^["']?\s*[=:]\s*$/.test(between)) return [];
  const inner = span(at.start + quote.length, at.end - quote.length);
  const isInBlock = environment.kind !== 'scalar' && !environment.isFlow && contains(environment.span, at);
  const isWhole = between.includes(':');
  const isQuoted = quote !== '' || (!isWhole && /["']/.test(yaml.text.charAt(keySpan.start - 1)));
  if (!isQuoted && !isInBlock && !isWhole) return [];
  // Braces mean something to the flow style.
  const value = isQuoted || isInBlock ? `\${${key}}` : `"\${${key}}"`;
  return [{ title: `Take it from the variable ${key}`, safety: 'suggestion', edits: [replace(inner, value)] }];
}

function contains(outer: Span, { start, end }: Span): boolean {
  return outer.start <= start && end <= outer.end;
}
