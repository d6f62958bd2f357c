// Fetches single Debian packages, also of other suites and architectures than the machine's own, without installing
// them: a private package list in .tools, the mirror's address taken from apt's own configuration.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runOrFail } from './command.ts';
import { toolsFolder } from './project-paths.ts';

/** Debian's name of an architecture. */
export type DebianArchitecture = 'amd64' | 'arm64' | 'armhf' | 'armel' | 'i386';

export interface DebianArchive {
  /** Unpacks the newest version of each package into `into` and gives the version of the first. */
  unpack(packages: readonly string[], into: string): Promise<string>;
}

/** `suite` is a release name (`bookworm`) or `testing`. Reads the suite's package list from the mirror. */
export async function debianArchive(suite: string, architecture: DebianArchitecture): Promise<DebianArchive> {
  const state = join(toolsFolder, 'apt', `${suite}-${architecture}`);
  for (const folder of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(state, folder), { recursive: true });
  const list = join(state, 'sources.list');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(list, `deb [signed-by=${keyring}] ${await mirror()} ${suite} main\n`);
  const options = [
    `-oDir::Etc::sourcelist=${list}`,
    '-oDir::Etc::sourceparts=/dev/null',
    `-oDir::State::Lists=${join(state, 'lists')}`,
    `-oDir::Cache=${join(state, 'cache')}`,
    `-oAPT::Architecture=${architecture}`,
    `-oAPT::Architectures=${architecture}`,
    '-oAPT::Sandbox::User=root',
  ];
  await runOrFail('apt-get', [...options, 'update']);
  return {
    async unpack(packages, into) {
      const downloads = join(into, '.download');
      mkdirSync(downloads);
      await runOrFail('apt-get', [...options, 'download', ...packages], { cwd: downloads });
      const files = readdirSync(downloads);
      for (const file of files) await runOrFail('dpkg-deb', ['--extract', join(downloads, file), into]);
      const first = files.find(file => file.startsWith(`${packages[0]}_`));
      if (first === undefined) throw new Error(`apt-get downloaded no ${packages[0]}`);
      const version = await runOrFail('dpkg-deb', ['--field', join(downloads, first), 'Version']);
      await run('rm', ['-r', downloads]);
      // 28.5.2+dfsg4-1 is upstream's 28.5.2; a leading epoch says nothing outside Debian.
      return /^(?:\d+:)?([\w.]+)/.exec(version)?.[1] ?? version.trim();
    },
  };
}

/** Address of the Debian mirror that this machine's apt uses. */
async function mirror(): Promise<string> {
  const targets = await runOrFail('apt-get', ['indextargets', '--format', '$(REPO_URI) $(ORIGIN) $(CODENAME)']);
  const debian = targets
    .split('\n')
    .map(line => line.split(' '))
    .find(([uri, origin, codename]) => uri !== undefined && origin === 'Debian' && !codename?.includes('security'));
  if (debian?.[0] === undefined) throw new Error('apt knows no Debian mirror (run "apt-get update")');
  return debian[0];
}
