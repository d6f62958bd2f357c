import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { privilegeReasons } from '../../server/src/project/privilege.ts';
import { type RuntimeFact, runtimeFacts } from '../../server/src/project/runtime-facts.ts';
import { join } from '../../server/src/text/path.ts';
import { slice } from '../../server/src/text/span.ts';
import { analyzerOf, type Files } from '../support/check.ts';
import { memoryWorkspace, root } from '../support/memory-workspace.ts';

/** The facts of the service `app` of the Compose file, which is written around `service` unless `files` have one. */
async function factsOf(files: Files, service = '    build: .\n'): Promise<readonly RuntimeFact[]> {
  const compose = `services:\n  app:\n${service}    privileged: true\n`;
  const project = await analyzerOf({ 'compose.yaml': compose, ...files }).project(join(root, 'compose.yaml'));
  const app = project.services.find(it => it.name === 'app');
  return app ? runtimeFacts(app, project) : [];
}

const phrases = (facts: readonly RuntimeFact[], kind: RuntimeFact['kind']) =>
  facts.filter(it => it.kind === kind).map(it => it.phrase);

describe('what a service starts', () => {
  it('is followed through ENTRYPOINT, COPY and scripts that start others', async () => {
    const facts = await factsOf({
      Dockerfile: 'FROM alpine\nWORKDIR /srv\nCOPY scripts/ bin/\nENTRYPOINT ["tini", "--", "./bin/run.sh"]\n',
      'scripts/run.sh': '#!/bin/sh\n. /srv/bin/more.sh\nif [ -n "$X" ]; then modprobe tun; fi\n',
      'scripts/more.sh': 'exec ip link set can0 up\n',
    });
    const commands = facts.flatMap(it => (it.kind === 'command' ? [it] : []));
    expect(commands.map(it => it.phrase)).toContain('scripts/more.sh runs ip link set');
    const modprobe = commands.find(it => it.words[0] === 'modprobe');
    expect(modprobe?.isConditional).toBe(true);
    expect(modprobe?.weight).toBe('start-command');
    expect(
      modprobe && slice('#!/bin/sh\n. /srv/bin/more.sh\nif [ -n "$X" ]; then modprobe tun; fi\n', modprobe.at),
    ).toBe('modprobe tun');
  });

  it('is what the Compose file says instead of CMD, and instead of both with entrypoint', async () => {
    const Dockerfile = 'FROM alpine\nENTRYPOINT ["mount", "-a"]\nCMD ["date", "-s", "12:00"]\n';
    const run = (facts: readonly RuntimeFact[]) => facts.flatMap(it => (it.kind === 'command' ? [it.words[0]] : []));
    expect(run(await factsOf({ Dockerfile }))).toEqual(['mount', 'date']);
    expect(run(await factsOf({ Dockerfile }, '    build: .\n    command: ["hwclock"]\n'))).toEqual([
      'mount',
      'hwclock',
    ]);
    expect(run(await factsOf({ Dockerfile }, '    build: .\n    entrypoint: sh -c "insmod /x.ko"\n'))).toEqual([
      'insmod',
    ]);
  });

  it('is read from package.json and from supervisord, with places', async () => {
    const manifest = '{\n  "scripts": { "start": "gpiomon -n 1 gpiochip0 4" }\n}\n';
    const conf = '[program:clock]\ncommand=chronyd -d\n';
    const facts = await factsOf({
      Dockerfile: 'FROM node:22\nCOPY . /app\nCMD npm start & supervisord -c /app/supervisord.conf\n',
      'package.json': manifest,
      'supervisord.conf': conf,
    });
    const places = facts.flatMap(it =>
      it.kind === 'command' ? [`${it.words[0]} ${slice(it.path.endsWith('.json') ? manifest : conf, it.at)}`] : [],
    );
    expect(places).toContain('gpiomon gpiomon -n 1 gpiochip0 4');
    expect(places).toContain('chronyd chronyd -d');
  });

  it('that cannot be read is said', async () => {
    const missing = await factsOf({
      Dockerfile: 'FROM alpine\nRUN git clone https://example.org/x /x\nCMD ["/x/start.sh"]\n',
    });
    expect(phrases(missing, 'unseen')).toEqual(['/x/start.sh could not be read']);
    const inherited = await factsOf({ Dockerfile: 'FROM example.org/team/base:2\n' });
    expect(phrases(inherited, 'unseen')).toEqual(['what example.org/team/base:2 starts could not be read']);
    expect(phrases(await factsOf({}), 'unseen')).toEqual(['what it is built from could not be read']);
  });
});

describe('what an image has installed', () => {
  const installed = (facts: readonly RuntimeFact[]) =>
    facts.flatMap(it => (it.kind === 'package' ? [`${it.weight} ${it.manager}:${it.name}`] : []));

  it.each([
    ['apt-get update && apt-get install -y --no-install-recommends i2c-tools=4.3-2 && rm -rf /x', ['os:i2c-tools']],
    [
      'apk add --no-cache --virtual .build gcc python3~=3.12 wireguard-tools',
      ['os:gcc', 'os:python3', 'os:wireguard-tools'],
    ],
    ['install_packages kmod', ['os:kmod']],
    ['python3 -m pip install --index-url https://example.org "smbus2>=0.4" RPi.GPIO', ['pip:smbus2', 'pip:RPi.GPIO']],
    ['npm install -g node-red @serialport/list@12', ['npm:node-red', 'npm:@serialport/list']],
    ['pip3 install -r requirements.txt', []],
    ['apt-get remove -y kmod', []],
    ['npm install', []],
    ['deps="gpiod can-utils" && apt-get install -y $deps', ['os:gpiod', 'os:can-utils']],
  ])('%s', async (run, wanted) => {
    expect(installed(await factsOf({ Dockerfile: `FROM debian\nRUN ${run}\n` }))).toEqual(
      wanted.map(it => `installed ${it}`),
    );
  });

  it('is also what a script of the context installs while the image is built', async () => {
    const facts = await factsOf({
      Dockerfile: 'FROM debian\nCOPY deps.sh /tmp/\nRUN bash /tmp/deps.sh\n',
      'deps.sh': 'apt-get install -y gpsd\nmodprobe dummy\n',
    });
    expect(installed(facts)).toEqual(['installed os:gpsd']);
    expect(phrases(facts, 'command')).toEqual([]);
  });

  it('fills ARG and ENV in', async () => {
    const Dockerfile = 'FROM debian AS base\nARG TOOLS="kmod gpsd"\nFROM base\nRUN apt-get install -y ${TOOLS}\n';
    expect(installed(await factsOf({ Dockerfile }))).toEqual(['installed os:kmod', 'installed os:gpsd']);
  });

  it('counts a stage that is only built from for little', async () => {
    const Dockerfile =
      'FROM golang AS build\nRUN apt-get install -y libusb-dev\nFROM python AS deps\nRUN pip install pyserial\n' +
      'FROM python\nCOPY --from=build /out/app /app\nCOPY --from=deps /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages\n';
    expect(installed(await factsOf({ Dockerfile }))).toEqual(['installed pip:pyserial', 'build-stage os:libusb-dev']);
  });

  it('reads the manifests that are copied into it, and no others', async () => {
    const facts = await factsOf({
      Dockerfile: 'FROM node\nCOPY app /app\n',
      'app/package.json':
        '{\n  "devDependencies": { "usb": "1" },\n  "dependencies": {\n    "i2c-bus": "^5",\n    "express": "^5"\n  }\n}\n',
      'app/requirements.txt': '# sensors\nsmbus2==0.5\n-r other.txt\nadafruit-blinka[all]>=8 # boards\n',
      'app/go.mod': 'module x\n\nrequire (\n\tgo.bug.st/serial v1.6.0\n)\n',
      'app/Cargo.toml': '[package]\nname = "x"\n[dependencies]\ni2cdev = "0.6"\n',
      'app/pyproject.toml': '[project]\ndependencies = [\n  "spidev>=3",\n]\n',
      'other/package.json': '{ "dependencies": { "pigpio": "3" } }\n',
    });
    expect(
      installed(facts)
        .map(it => it.replace('installed ', ''))
        .sort(),
    ).toEqual(
      [
        'cargo:i2cdev',
        'go:go.bug.st/serial',
        'npm:express',
        'npm:i2c-bus',
        'pip:adafruit-blinka',
        'pip:smbus2',
        'pip:spidev',
      ].sort(),
    );
  });
});

describe('what source files tell', () => {
  it('is what they import, name and hand to a shell; comments and tests tell nothing', async () => {
    const facts = await factsOf({
      Dockerfile: 'FROM python\nCOPY . /app\nCMD ["python", "/app/main.py"]\n',
      'main.py':
        'import smbus2, helper\n# open("/dev/ttyUSB9")\nport = "/dev/ttyACM0"\nsubprocess.run(["ip", "link", "set", "can0", "up"])\nurl = "https://host/dev/x"\n',
      'helper.py': 'x = open("/dev/null")\n',
      'tests/test_main.py': 'import pigpio\n',
      'index.mjs': "import { Gpio } from 'onoff';\n",
      'drive.c': '#include <bcm2835.h>\n',
    });
    expect(facts.flatMap(it => (it.kind === 'import' ? [it.name] : [])).sort()).toEqual([
      'bcm2835.h',
      'onoff',
      'smbus2',
    ]);
    expect(facts.flatMap(it => (it.kind === 'path' ? [it.name] : []))).toEqual(['/dev/ttyACM0']);
    expect(
      facts.flatMap(it =>
        it.kind === 'command' && it.weight === 'runtime-file' ? [it.words.slice(0, 4).join(' ')] : [],
      ),
    ).toEqual(['ip link set can0']);
  });
});

describe('UDEV', () => {
  const needs = async (files: Files) => privilegeReasons(await factsOf(files)).needs.map(it => it.need.id);

  it('counts where the entry script of balena’s base images reads it', async () => {
    expect(await needs({ Dockerfile: 'FROM balenalib/rpi-debian\nENV UDEV=1\n' })).toEqual(['hot-plug']);
    expect(await needs({ Dockerfile: 'FROM balenalib/rpi-debian\nENV UDEV=off\n' })).toEqual([]);
    expect(await needs({ Dockerfile: 'FROM debian\nENV UDEV=1\n' })).toEqual([]);
    expect(await needs({ Dockerfile: 'FROM balenalib/rpi-debian\nENV UDEV=1\nENTRYPOINT ["sleep", "9"]\n' })).toEqual(
      [],
    );
  });
});

describe('weak evidence', () => {
  const needs = async (run: string, rest = '') =>
    privilegeReasons(await factsOf({ Dockerfile: `FROM debian\nRUN apt-get install -y ${run}\n${rest}` })).needs.map(
      it => it.need.id,
    );

  it('is enough in pairs, or alone when nothing else explains the service', async () => {
    expect(await needs('v4l-utils python3-opencv')).toEqual(['camera']);
    expect(await needs('alsa-utils')).toEqual(['audio']);
    expect(await needs('alsa-utils', 'CMD ["date", "-s", "12:00"]\n')).toEqual(['clock']);
  });

  it.each(['dbus', 'udev', 'iproute2', 'usbutils', 'nmap', 'tcpdump', 'systemd', 'kmod', 'parted'])(
    '%s alone is none',
    async name => {
      expect(await needs(name)).toEqual([]);
    },
  );
});

describe('commands', () => {
  const needs = async (...words: readonly string[]) =>
    privilegeReasons(await factsOf({ Dockerfile: `FROM debian\nCMD ${JSON.stringify(words)}\n` })).needs.map(
      it => it.need.id,
    );

  it.each([
    [['ip', 'link', 'set', 'eth1', 'up'], ['firewall']],
    [['ip', '-brief', 'address', 'show'], []],
    [['ip', 'link', 'set', 'can0', 'up', 'type', 'can'], ['can']],
    [['date'], []],
    [['date', '-s', '12:00'], ['clock']],
    [['mount', '-t', 'nfs', 'host:/x', '/mnt'], ['mount']],
    [
      ['mount', '/dev/sda1', '/mnt'],
      ['mount', 'disks'],
    ],
    [
      ['sh', '-c', 'sudo modprobe uinput'],
      ['kernel-modules', 'device-drivers'],
    ],
    [['/sbin/init'], []],
    [
      ['sh', '-c', 'modprobe i2c-dev && python3 main.py'],
      ['loaded-modules', 'i2c'],
    ],
    [['systemctl', 'reboot'], []],
    [['/lib/systemd/systemd'], ['systemd']],
    [['tailscaled', '--tun=userspace-networking'], []],
    [['sysctl', '-w', 'net.ipv4.ip_forward=1'], ['network-parameters']],
    [['sysctl', '-w', 'vm.max_map_count=1'], ['kernel-parameters']],
    [['cat', '/dev/hidraw0'], ['named-device']],
    [['chromium', '--no-sandbox'], []],
  ])('%j needs %j', async (words, wanted) => expect(await needs(...words)).toEqual(wanted));
});

describe('facts are kept', () => {
  it('until something they come from changes', async () => {
    const service = (name: string) => `  ${name}:\n    build: ./${name}\n    privileged: true\n`;
    const workspace = memoryWorkspace({
      'compose.yaml': `services:\n${service('one')}${service('two')}`,
      'one/Dockerfile': 'FROM alpine\nCMD ["modprobe", "tun"]\n',
      'two/Dockerfile': 'FROM alpine\nCOPY run.sh /\nCMD ["/run.sh"]\n',
      'two/run.sh': 'mount -a\n',
    });
    const analyzer = createAnalyzer(workspace, defaultConfig);
    const read = async () => {
      const project = await analyzer.project(join(root, 'compose.yaml'));
      return project.services.map(it => runtimeFacts(it, project));
    };
    const [one, two] = await read();
    analyzer.changed([workspace.write('two/Dockerfile', 'FROM debian\nCMD ["date", "-s", "12:00"]\n')]);
    const [sameOne, newTwo] = await read();
    expect(sameOne).toBe(one);
    expect(newTwo).not.toBe(two);
    expect(newTwo && phrases(newTwo, 'command')).toEqual(['Dockerfile runs date -s 12:00']);
    analyzer.changed([workspace.write('two/Dockerfile', 'FROM debian\nCOPY run.sh /\nCMD ["/run.sh"]\n')]);
    const [, third] = await read();
    analyzer.changed([workspace.write('two/run.sh', 'modprobe tun\n')]);
    const [stillOne, fourth] = await read();
    expect(stillOne).toBe(one);
    expect(fourth).not.toBe(third);
  });
});
