/** `npm run new-rule compose/my-rule`: writes the rule's file and its fixtures, both red until they are filled. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { areas, projectRoot } from './rule-files.ts';

main(process.argv[2] ?? '');

function main(id: string): void {
  const [area = '', name = ''] = id.split('/');
  const rulePath = `server/src/rules/${id}.ts`;
  const fixturePath = `test/rules/${id}.md`;
  const complaint = complaintAbout(id) ?? [rulePath, fixturePath].flatMap(alreadyThere)[0];
  if (complaint !== undefined) {
    console.error(complaint);
    process.exitCode = 1;
    return;
  }
  write(rulePath, ruleText(area, name));
  write(fixturePath, fixtureText(area));
  console.log(`${rulePath}\n${fixturePath}\nFill both, then: npm run generate && npx vitest run test/rules`);
}

function complaintAbout(id: string): string | undefined {
  const pattern = new RegExp(`^(?:${areas.join('|')})/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`);
  if (!pattern.test(id))
    return `A rule id looks like compose/bad-pattern, with an area of ${areas.join(', ')}; got "${id}"`;
  if (/\/(?:no|use|prefer|require|avoid)-/.test(id))
    return `"${id}" must name the bad pattern: relative-workdir, not no-…`;
  return undefined;
}

function alreadyThere(path: string): readonly string[] {
  return existsSync(join(projectRoot, path)) ? [`${path} exists already`] : [];
}

function ruleText(area: string, name: string): string {
  const exportName = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const isDockerfile = area === 'dockerfile';
  const reads = isDockerfile ? 'dockerfile' : 'compose';
  const file = isDockerfile ? 'Dockerfile' : 'compose.yaml';
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  return `import { rule } from '../rule.ts';

export const ${exportName} = rule({
  id: '${area}/${name}',
  reads: '${reads}',
  dialect: '${area === 'balena' ? 'balena' : 'both'}',
  severity: 'warning',
  fix: 'none',
  since: '${version}',
  summary: '',
  why: '',
  bad: [{ '${file}': '' }],
  good: [{ '${file}': '' }],
  references: [],

  *check(${reads}, project) {},
});
`;
}

function fixtureText(area: string): string {
  const [file, language] = area === 'dockerfile' ? ['Dockerfile', 'dockerfile'] : ['compose.yaml', 'yaml'];
  const fence = `\`${file}\`\n\`\`\`${language}\n\`\`\`\n`;
  return `## What is reported, and where\n\n${fence}\n## When nothing is said\n\n${fence}\nNo findings.\n`;
}

function write(path: string, text: string): void {
  const at = join(projectRoot, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, text);
}
