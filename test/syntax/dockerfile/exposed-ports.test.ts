/** How EXPOSE is taken apart: host part, port, protocol, and where they stand. */
import { describe, expect, it } from 'vitest';
import { exposedPortsOf, portProblem } from '../../../server/src/syntax/dockerfile/exposed-ports.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { slice } from '../../../server/src/text/span.ts';

function partsOf(text: string): readonly (readonly (string | undefined)[])[] {
  return exposedPortsOf(parseDockerfile(text)).map(({ host, port, protocol }) => [
    host?.value,
    port.value,
    protocol?.value,
  ]);
}

describe('exposed ports', () => {
  it.each([
    ['80', [undefined, '80', undefined]],
    ['80/udp', [undefined, '80', 'udp']],
    ['80/', [undefined, '80', '']],
    ['80/tcp/more', [undefined, '80', 'tcp']],
    ['8080:80', ['8080', '80', undefined]],
    ['10.0.0.1:8080:80-90/TCP', ['10.0.0.1:8080', '80-90', 'TCP']],
    ['[::1]:8080:80', ['[::1]:8080', '80', undefined]],
    [':80', ['', '80', undefined]],
    ['8080:', ['8080', '', undefined]],
    ['"80"', [undefined, '80', undefined]],
  ])('takes %s apart', (word, parts) => {
    expect(partsOf(`FROM a\nEXPOSE ${word}`)).toEqual([parts]);
  });

  it('splits what a variable holds, and leaves out what is not known', () => {
    expect(partsOf('FROM a\nENV PORTS="80 443/tcp"\nEXPOSE $PORTS $OTHER\nONBUILD EXPOSE $PORTS 90')).toEqual([
      [undefined, '80', undefined],
      [undefined, '443', 'tcp'],
      [undefined, '90', undefined],
    ]);
  });

  it('says where a part stands, the whole word for one that is not written so', () => {
    const text = 'FROM a\nARG P=udp\nEXPOSE 8080:80/tcp 53/$P 4\\\n43';
    const spans = exposedPortsOf(parseDockerfile(text)).map(({ port, isWritten }) => [
      slice(text, port.span),
      isWritten,
    ]);
    expect(spans).toEqual([
      ['80', true],
      ['53/$P', false],
      ['4\\\n43', false],
    ]);
  });
});

describe('a port', () => {
  it.each([
    ['0', undefined],
    ['65535', undefined],
    ['80-80', undefined],
    ['65536', 'too high'],
    ['80-70000', 'too high'],
    ['90-80', 'backwards'],
    ['', 'no port'],
    ['-80', 'no port'],
    ['80-', 'no port'],
    ['8x', 'no port'],
  ])('%s', (text, problem) => {
    expect(portProblem(text)).toBe(problem);
  });
});
