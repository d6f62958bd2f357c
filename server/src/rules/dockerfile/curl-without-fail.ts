import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { type CommandLine, commandLine, hasOption, mayHoldOptions, optionOf } from '../../syntax/shell/command-line.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import { isPipe, type ShellCommand } from '../../syntax/shell/shell.ts';
import { type Edit, insert } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { insertWordAfter } from '../dockerfile-edits.ts';
import { verifiesDownload } from '../downloads.ts';
import { type Finding, rule } from '../rule.ts';

export const curlWithoutFail = rule({
  id: 'dockerfile/curl-without-fail',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { programs: ['curl'] },
  summary: 'curl fetches a file without --fail',
  why: 'When the server answers with an error, curl takes the error page for the file and ends well. The build goes on and fails later with a riddle, or not at all.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN curl -sSL -o /usr/local/bin/tool https://example.com/tool\n' },
    { Dockerfile: 'FROM debian:12\nRUN curl https://example.com/tool.tgz | tar -xz\n' },
    { Dockerfile: 'FROM debian:12\nRUN curl -L https://example.com/key.asc > /etc/apt/keyrings/example.asc\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN curl -fsSL -o /usr/local/bin/tool https://example.com/tool\n' },
    { Dockerfile: 'FROM debian:12\nRUN curl --fail-with-body -O https://example.com/tool\n' },
    { Dockerfile: 'FROM debian:12\nRUN curl -sI https://example.com/tool | grep -i etag\n' },
    { Dockerfile: 'FROM debian:12\nRUN curl -s -o /tmp/x -w "%{http_code}" https://example.com/ | grep 200\n' },
    {
      Dockerfile: 'FROM debian:12\nRUN curl -sSLO https://example.com/tool && echo "24454f83  tool" | sha256sum -c\n',
    },
    { Dockerfile: 'FROM debian:12\nRUN curl -s https://example.com/ping\n' },
  ],
  references: ['https://curl.se/docs/manpage.html#-f'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const run of runsOf(file)) {
      let checks: Checks | undefined;
      let said = -1;
      for (const command of run.programs) {
        // The commands of a script that is no plain text share one place.
        if (command.name !== 'curl' || command.span.start === said || !isUnchecked(command)) continue;
        checks ??= checksOf(run);
        if (isCompared(command, checks)) continue;
        said = command.span.start;
        findings.push({
          at: command.words[0]?.span ?? command.span,
          message:
            'Without -f curl takes the error page of a server for the file and ends well, so the build goes on with it; add -f',
          fixes: () => {
            const edit = fixFor(file, run, command);
            return edit ? [{ title: 'Add "-f"', safety: 'suggestion', edits: [edit] }] : [];
          },
        });
      }
    }
    return findings;
  },
});

/** Options of curl(1) that take a value. */
const valued = new Set(
  (
    '-A -b -c -C -d -D -e -E -F -h -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z ' +
    '--user-agent --cookie --cookie-jar --continue-at --data --data-ascii --data-binary --data-raw --data-urlencode ' +
    '--dump-header --referer --cert --form --header --config --max-time --output --ftp-port --quote --range --telnet-option ' +
    '--upload-file --user --proxy-user --write-out --proxy --request --speed-time --speed-limit --time-cond --cacert --capath ' +
    '--ciphers --connect-timeout --connect-to --crlfile --dns-servers --interface --key --key-type --limit-rate --local-port ' +
    '--max-filesize --max-redirs --noproxy --output-dir --pass --pinnedpubkey --preproxy --proto --proto-default --proto-redir ' +
    '--resolve --retry --retry-delay --retry-max-time --socks4 --socks4a --socks5 --socks5-hostname --stderr --tls-max ' +
    '--tls13-ciphers --trace --trace-ascii --unix-socket --url --json --variable --oauth2-bearer --netrc-file --rate'
  ).split(' '),
);

function isUnchecked(command: ShellCommand): boolean {
  const line = commandLine(command, { valued });
  if (hasOption(line, '-f', '--fail', '--fail-with-body', '--fail-early')) return false;
  // What these bring may hold -f, or is no file.
  if (mayHoldOptions(command) || hasOption(line, '-K', '--config', '-I', '--head', '-V', '--version', '--help'))
    return false;
  const format = optionOf(line, '-w', '--write-out')?.value ?? '';
  if (/http_code|response_code|@/.test(format)) return false;
  if (!isWeb(line)) return false;
  return fetchesFile(command, line) || isPipe(command.after);
}

/** Some address is given, and not of a protocol that has no error pages. */
function isWeb(line: CommandLine): boolean {
  const given = line.options.filter(it => it.name === '--url').map(it => it.value ?? '');
  const addresses = [...given, ...line.operands.map(it => it.value)];
  return addresses.length > 0 && !addresses.every(it => /^(?:ftps?|sftp|file|scp|tftp):/i.test(it));
}

function fetchesFile({ redirections }: ShellCommand, line: CommandLine): boolean {
  const output = optionOf(line, '-o', '--output');
  if (output) return output.value !== '/dev/null' && output.value !== '-';
  if (hasOption(line, '-O', '--remote-name', '--remote-name-all')) return true;
  return redirections.some(
    it =>
      (it.operator === '>' || it.operator === '>>' || it.operator === '>|') &&
      (it.descriptor ?? 1) === 1 &&
      !it.target.value.startsWith('/dev/'),
  );
}

const comparers = new Set(['cmp', 'diff', 'grep', 'egrep', 'test', '[', '[[']);

interface Checks {
  /** Where the last command stands that verifies something; -1 for none. */
  readonly lastVerification: number;
  /** Where in each pipeline the last command stands that looks for something. */
  readonly lastComparison: ReadonlyMap<number, number>;
}

function checksOf({ programs }: Run): Checks {
  const lastComparison = new Map<number, number>();
  for (const { name, pipeline, span } of programs) if (comparers.has(name)) lastComparison.set(pipeline, span.start);
  return { lastVerification: programs.findLast(verifiesDownload)?.span.start ?? -1, lastComparison };
}

/** A checksum or signature is checked behind it, or what it says is searched: an error page does not pass. */
function isCompared({ span, pipeline }: ShellCommand, { lastVerification, lastComparison }: Checks): boolean {
  return lastVerification > span.start || (lastComparison.get(pipeline) ?? -1) > span.start;
}

/** Into the first cluster of short options, as in `-fsSL`, else behind the command's name. */
function fixFor({ text }: Dockerfile, { instruction }: Run, command: ShellCommand): Edit | undefined {
  const [name, first] = command.words;
  if (instruction.exec || !name || slice(text, name.span) !== name.raw) return undefined;
  const isCluster = first && /^-[A-Za-z#]+$/.test(first.raw) && slice(text, first.span) === first.raw;
  return isCluster ? insert(first.span.start + 1, 'f') : insertWordAfter(name.span, '-f');
}
