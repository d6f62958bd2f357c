/** The harness is strict itself: what a fixture leaves out, gets wrong or writes oddly must fail. */
import { describe, expect, it } from 'vitest';
import { slice } from '../../server/src/text/span.ts';
import { checkFixture } from './check.ts';
import { type Fixture, type FixtureFile, readFixtures } from './fixture.ts';
import { lineDiff } from './line-diff.ts';

const rule = 'dockerfile/wrong-systemd-stop-signal';
const ticks = '```';

function fixture(lines: string): Fixture {
  const [first] = readFixtures(`## Title\n\n${lines}\n`);
  if (!first) throw new Error('no test');
  return first;
}

function file(text: string, options = ''): FixtureFile {
  const [first] = fixture(`\`Dockerfile\`\n${ticks}dockerfile ${options}\n${text}\n${ticks}`).files;
  if (!first) throw new Error('no file');
  return first;
}

describe('markers', () => {
  it.each<[string, string, string, string]>([
    ['carets', 'FROM abc\n#    ^^^ error a/b', 'FROM abc\n', 'abc'],
    ['column 0', 'FROM abc\n#^^^ error a/b', 'FROM abc\n', 'FROM'],
    ['indented', '  RUN x\n  #^^ error a/b', '  RUN x\n', 'RUN'],
    ['nothing', 'FROM abc\n#    | error a/b', 'FROM abc\n', ''],
    ['in a continued instruction', 'RUN a \\\n#   ^ hint a/b\n  b', 'RUN a \\\n  b\n', 'a'],
    ['two markers of one line', 'RUN a\n#^^ hint a/b\n#^^^^ hint a/c', 'RUN a\n', 'RUN'],
    [
      'up to a later line’s end',
      'RUN a \\\n#   ^+2 hint a/b\n  b \\\n  c',
      'RUN a \\\n  b \\\n  c\n',
      'a \\\n  b \\\n  c',
    ],
    ['up to a later line’s column', 'RUN a \\\n#   ^+1:3 hint a/b\n  bc', 'RUN a \\\n  bc\n', 'a \\\n  b'],
  ])('%s', (_, written, text, marked) => {
    const { text: plain, markers } = file(written);
    expect(plain).toBe(text);
    expect(markers[0] && slice(plain, markers[0].at)).toBe(marked);
  });

  it('count in a file with CRLF and a byte order mark as one sees them', () => {
    const { text, markers } = file('FROM abc\n#    ^^^ error a/b: c\nRUN x\n#   ^ related: d', 'crlf bom no-eol');
    expect(text).toBe('\uFEFFFROM abc\r\nRUN x');
    expect(markers.map(it => slice(text, it.at))).toEqual(['abc', 'x']);
    expect(markers.map(it => it.message)).toEqual(['c', 'd']);
    expect(markers.map(it => it.expects?.rule)).toEqual(['a/b', undefined]);
  });

  it('give back the cursor apart', () => {
    const test = fixture(`\`Dockerfile\`\n${ticks}\nFROM a<|>b\n${ticks}`);
    expect(test.cursor).toEqual({ path: 'Dockerfile', offset: 6 });
    expect(test.files[0]?.text).toBe('FROM ab\n');
  });
});

describe('a fixture is refused', () => {
  it.each<[string, string, RegExp]>([
    [
      'with a marker that is too long',
      `\`Dockerfile\`\n${ticks}\nFROM a\n#    ^^^ error a/b\n${ticks}`,
      /longer than the line/,
    ],
    [
      'with a marker above all lines',
      `\`Dockerfile\`\n${ticks}\n#    ^^^ error a/b\nFROM a\n${ticks}`,
      /no line above/,
    ],
    ['with a marker that says nothing known', `\`Dockerfile\`\n${ticks}\nFROM a\n#    ^ oops\n${ticks}`, /neither/],
    ['with a fence of no name', `${ticks}\nFROM a\n${ticks}`, /which `file`/],
    ['with an open fence', `\`Dockerfile\`\n${ticks}\nFROM a`, /never closed/],
    ['with one file twice', `\`a\`\n${ticks}\n${ticks}\n\`a\`\n${ticks}\n${ticks}`, /stands twice/],
    ['with a name and no fence', '`a`\n\n', /no fence follows/],
    ['with After and no diff', `After \`x\`:\n${ticks}\n${ticks}`, /a diff must follow/],
    ['with an odd word', `\`a\`\n${ticks}yaml lf\n${ticks}`, /none of crlf/],
  ])('%s', (_, lines, message) => {
    expect(() => fixture(lines)).toThrow(message);
  });
});

describe('a test fails', () => {
  const systemd = 'FROM debian:12\nCMD ["/lib/systemd/systemd"]\n';
  const title = 'Insert "STOPSIGNAL SIGRTMIN+3"';
  const inFile = (text: string) => `\`Dockerfile\`\n${ticks}\n${text}${ticks}\n`;

  it.each<[string, string, RegExp]>([
    ['that claims nothing', inFile(systemd), /claims nothing/],
    ['that claims silence wrongly', `${inFile(systemd)}No findings.`, /findings without a marker/],
    ['that claims silence and marks', `${inFile(`${systemd}#^^ warning ${rule}\n`)}No findings.`, /and marks some/],
    ['with another severity', inFile(`${systemd}#^^ error ${rule}\n`), /findings without a marker/],
    ['with another place', inFile(`${systemd}#^^^ warning ${rule}\n`), /findings without a marker/],
    ['with another message', inFile(`${systemd}#^^ warning ${rule}: No…\n`), /findings without a marker/],
    ['with a marker too many', inFile(`FROM a\n#^^ warning ${rule}\n`), /markers without a finding/],
    [
      'with a related place too many',
      inFile(`${systemd}#^^ warning ${rule}\n#^^ related: x\n`),
      /markers without a finding/,
    ],
    [
      'with a fix that nobody offers',
      `${inFile(`${systemd}#^^ warning ${rule}\n`)}After \`Mend\`:\n${ticks}diff\n${ticks}`,
      /No finding offers "Mend"/,
    ],
    [
      'with another diff',
      `${inFile(`${systemd}#^^ warning ${rule}\n`)}After \`${title}\`:\n${ticks}diff\n+STOPSIGNAL\n${ticks}`,
      /UPDATE=1/,
    ],
    [
      'that asks for a feature without a cursor',
      `${inFile(`${systemd}#^^ warning ${rule}\n`)}${ticks}code-actions\n${ticks}`,
      /needs a cursor/,
    ],
    ['that asks for an unknown feature', `${inFile('FROM scratch<|>\n')}${ticks}horoscope\n${ticks}`, /no feature/],
  ])('%s', async (_, lines, message) => {
    await expect(checkFixture(fixture(lines))).rejects.toThrow(message);
  });

  it('unless what it gets wrong is updated', async () => {
    const lines = `${inFile(`${systemd}#^^ warning ${rule}\n`)}After \`${title}\`:\n${ticks}diff\n${ticks}`;
    const [rewrite, ...others] = await checkFixture(fixture(lines), { isUpdate: true });
    expect(rewrite?.lines).toEqual([' FROM debian:12', '+STOPSIGNAL SIGRTMIN+3']);
    expect(others).toEqual([]);
  });

  it('takes settings from a .slipway.yaml among its files', async () => {
    const config = `\`.slipway.yaml\`\n${ticks}\nrules:\n  ${rule}: error\n${ticks}\n`;
    await expect(checkFixture(fixture(config + inFile(`${systemd}#^^ error ${rule}\n`)))).resolves.toEqual([]);
  });
});

describe('a diff shows', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['a changed line', 'a\nb\nc\n', 'a\nx\nc\n', ['-b', '+x']],
    ['an added line below the one before it', 'a\nb\n', 'a\nx\nb\n', [' a', '+x']],
    ['an added first line above the next', 'a\n', 'x\na\n', ['+x', ' a']],
    ['a removed line', 'a\nb\n', 'a\n', ['-b']],
    ['two places', 'a\nb\nc\nd\n', 'x\nb\nc\n', ['-a', '+x', '-d']],
    ['a new file', '', 'a\n', ['+a']],
    ['line breaks', 'a\r\nb', 'a\nb\n', ['-a␍', '-b␄', '+a', '+b']],
    ['nothing', 'a\n', 'a\n', []],
  ])('%s', (_, before, after, lines) => {
    expect(lineDiff(before, after)).toEqual(lines);
  });
});
