/** Which package manager a command calls, what it does, and what of its words are packages. */
import { describe, expect, it } from 'vitest';
import { packageCommand } from '../../../server/src/syntax/shell/package-command.ts';
import { parseShell } from '../../../server/src/syntax/shell/parse-shell.ts';

/** `program action: operands`; undefined for another command. */
function read(text: string): string | undefined {
  const [command] = parseShell(text).commands;
  const found = command && packageCommand(command);
  return found && `${found.program} ${found.action}: ${found.operands.map(it => it.value).join(' ')}`;
}

describe('a command of a package manager', () => {
  it.each([
    ['apt-get -qq -o Dpkg::Use-Pty=0 install -y a b=1', 'apt-get install: a b=1'],
    ['/usr/bin/apt-get -t stable install a', 'apt-get install: a'],
    ['apt-get --target-release=stable dist-upgrade', 'apt-get upgrade: '],
    ['aptitude -w 80 install a', 'aptitude install: a'],
    ['apk add -t .build -X https://example.com a', 'apk install: a'],
    ['apk --no-cache add --virtual=.build a', 'apk install: a'],
    ['python3.12 -m pip install -r a.txt b', 'pip install: b'],
    ['python -u -m pip cache purge', 'pip clean: purge'],
    ['pip3.13 install -U --build /tmp/x a', 'pip3.13 install: a'],
    ['uv pip install --system -p 3.12 a', 'uv-pip install: a'],
    ['pipx install --python python3 a', 'pipx install: a'],
    ['npm -g --prefix /opt i a', 'npm install: a'],
    ['npm ci --omit dev', 'npm install: '],
    ['yarn', 'yarn install: '],
    ['yarn global add a', 'yarn install: a'],
    ['yarn cache clean --all', 'yarn clean: clean'],
    ['gem i a -v 1', 'gem install: a'],
    ['go install -tags x --ldflags "-s -w" a@v1', 'go install: a@v1'],
    ['yum -y --enablerepo extras localinstall a', 'yum install: a'],
    ['yum module install -y a:1', 'yum install: a:1'],
    ['dnf -y group install a', 'dnf install: a'],
    ['dnf up-min -x kernel', 'dnf upgrade: '],
    ['microdnf rei a', 'microdnf install: a'],
    ['zypper -n --root /mnt in -r repo a', 'zypper install: a'],
    ['zypper in -n a -C b', 'zypper install: a b'],
    ['apt-get $WHAT a', 'apt-get undefined: a'],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each(['apk --version', 'yarn --version', 'python -m venv /x', 'echo apt-get install a', 'uv sync', 'A=b'])(
    'is not %j',
    text => {
      expect(read(text)).toBeUndefined();
    },
  );
});
