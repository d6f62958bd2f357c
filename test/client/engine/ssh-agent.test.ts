import { describe, expect, it } from 'vitest';
import { parseHost } from '../../../client/src/engine/reach/endpoint.ts';
import { type SshEndpoint, sshArguments, sshProblem } from '../../../client/src/engine/reach/ssh-agent.ts';

const at = (host: string): SshEndpoint => {
  const endpoint = parseHost(host);
  if (endpoint?.kind !== 'ssh') throw new Error(host);
  return endpoint;
};

describe('What ssh is called with', () => {
  it('asks no question, and takes nothing after the options for one', () => {
    const args = sshArguments(at('ssh://pi@hut:2222'));
    expect(args).toContain('BatchMode=yes');
    expect(args.slice(args.indexOf('-p'))).toEqual(['-p', '2222', '--', 'pi@hut', 'docker system dial-stdio']);
  });

  it('quotes a socket for the shell of the far side', () => {
    expect(sshArguments(at("ssh://hut/run/it's $(here).sock")).at(-1)).toBe(
      `docker --host 'unix:///run/it'\\''s $(here).sock' system dial-stdio`,
    );
  });
});

describe('What ssh said', () => {
  it.each<readonly [string, number | null, RegExp]>([
    ['', 255, /failed: it ended with 255 and said nothing/],
    ['', null, /ended with a signal/],
    [
      'Welcome aboard\r\nssh: connect to host hut port 22: No route to host\r\n',
      255,
      /failed: ssh: connect to host hut port 22: No route to host$/,
    ],
    ['Host key verification failed.\n', 255, /Host key verification failed: connect once with "ssh pi@hut"/],
    [
      'pi@hut: Permission denied (publickey).\n',
      255,
      /Permission denied \(publickey\): it must let you in without a question/,
    ],
    ['bash: line 1: docker: command not found\n', 127, /no docker command on its PATH \(bash: .*\)/],
  ])('%j is told', (said, code, message) => {
    expect(sshProblem(at('ssh://pi@hut'), said, code)).toMatch(message);
  });
});
