import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveTemplate, templateVariables } from '../../../server/src/syntax/balena/template.ts';
import { slice } from '../../../server/src/text/span.ts';

const values = new Map([
  ['BALENA_ARCH', 'aarch64'],
  ['BALENA_MACHINE_NAME', 'raspberrypi4-64'],
]);

describe('resolveTemplate', () => {
  it.each([
    ['FROM balenalib/%%BALENA_ARCH%%-debian', 'FROM balenalib/aarch64-debian'],
    [
      'FROM %%BALENA_MACHINE_NAME%%\nRUN echo %%BALENA_ARCH%%%%BALENA_ARCH%%',
      'FROM raspberrypi4-64\nRUN echo aarch64aarch64',
    ],
    ['# %%BALENA_ARCH%%\n  # %%BALENA_ARCH%%', '# %%BALENA_ARCH%%\n  # aarch64'],
    [
      '%%balena_arch%% %%BALENA ARCH%% %%A1%% %BALENA_ARCH% %%A%%',
      '%%balena_arch%% %%BALENA ARCH%% %%A1%% %BALENA_ARCH% %%A%%',
    ],
    ['${BALENA_ARCH}', '${BALENA_ARCH}'],
    ['', ''],
  ])('%j', (text, resolved) => {
    const result = resolveTemplate(text, values);
    expect(result.text).toBe(resolved);
    expect(result.unresolved).toEqual([]);
  });

  it('leaves what has no value and says so', () => {
    const text = 'FROM %%RESIN_APP_NAME%%:%%BALENA_ARCH%%';
    const { text: resolved, unresolved } = resolveTemplate(text, values);
    expect(resolved).toBe('FROM %%RESIN_APP_NAME%%:aarch64');
    expect(unresolved.map(({ name, at }) => [name, slice(text, at)])).toEqual([
      ['RESIN_APP_NAME', '%%RESIN_APP_NAME%%'],
    ]);
  });

  it.each([
    ['FROM', 'FROM'],
    ['aarch64', '%%BALENA_ARCH%%'],
    ['arch', '%%BALENA_ARCH%%'],
    ['x-aarch64', 'x-%%BALENA_ARCH%%'],
    ['64-y', '%%BALENA_ARCH%%-y'],
    ['-y AS b', '-y AS b'],
    [' AS b', ' AS b'],
  ])('leads %j back to %j', (part, written) => {
    const text = 'FROM x-%%BALENA_ARCH%%-y AS b';
    const result = resolveTemplate(text, values);
    const start = result.text.indexOf(part);
    expect(slice(text, result.original({ start, end: start + part.length }))).toBe(written);
  });

  it('leads every part outside of variables back to itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', ' ', '\n', '#', '%%BALENA_ARCH%%', '%%NO_SUCH%%', '%'), { maxLength: 20 }),
        parts => {
          const text = parts.join('');
          const result = resolveTemplate(text, values);
          for (let at = 0; at < result.text.length; at++) {
            const original = result.original({ start: at, end: at + 1 });
            expect(original.start >= 0 && original.end <= text.length && original.start < original.end).toBe(true);
            if (original.end - original.start === 1) expect(slice(text, original)).toBe(result.text[at]);
          }
        },
      ),
    );
  });
});

describe('templateVariables', () => {
  it('are the seven that balena fills in, the old names leading to the new ones', () => {
    expect(templateVariables.map(({ name }) => name).sort()).toEqual([
      'BALENA_APP_NAME',
      'BALENA_ARCH',
      'BALENA_MACHINE_NAME',
      'BALENA_RELEASE_HASH',
      'BALENA_SERVICE_NAME',
      'RESIN_ARCH',
      'RESIN_MACHINE_NAME',
    ]);
    for (const { name, replacedBy } of templateVariables) {
      expect(replacedBy).toBe(name.startsWith('RESIN_') ? name.replace('RESIN_', 'BALENA_') : undefined);
    }
  });
});
