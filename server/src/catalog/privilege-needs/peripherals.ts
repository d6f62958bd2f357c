/** Needs of services with input devices, remote controls and accelerators. */
import type { PrivilegeNeed } from '../privilege-need.ts';

export const peripheralNeeds: readonly PrivilegeNeed[] = [
  {
    id: 'nvidia-gpu',
    what: 'an NVIDIA GPU',
    confidence: 'low',
    signs: {
      pip: ['tensorrt', 'jetson-stats', 'nvidia-ml-py*', 'pycuda'],
      commands: [
        'nvidia-smi',
        'tegrastats',
        'jtop',
        'nvidia-modprobe',
        'nvpmodel',
        'jetson_clocks',
        'insmod *nvidia*',
        'modprobe nvidia*',
      ],
      os: ['nvidia-l4t-*', 'cuda-*', 'nvidia-driver-*', 'libnvinfer*', 'nvidia-cuda-toolkit', 'nvidia-utils*'],
      images: ['nvidia/cuda*', 'nvcr.io/*', '*l4t-*', '*/jetson-*-cuda*', '*-cuda'],
      paths: ['/dev/nvidia*', '/dev/nvhost*', '/dev/nvmap'],
      environment: ['NVIDIA_VISIBLE_DEVICES', 'NVIDIA_DRIVER_CAPABILITIES'],
      buildCommands: ['wget *cuda_*|*NVIDIA-Linux*', 'curl *cuda_*|*NVIDIA-Linux*'],
    },
    grant: {},
    blocker:
      'The GPU needs a dozen nodes and, on balena, the drivers in the image; the label io.balena.features.gpu helps only where the host has NVIDIA’s container runtime',
    source: 'balena-os/balena-supervisor src/compose/utils.ts; balena-io-examples/nvidia-x86 is privileged',
  },
  {
    id: 'coral-pci',
    what: 'a Coral accelerator on PCIe',
    confidence: 'medium',
    signs: { paths: ['/dev/apex_*'], images: ['*coral-dev*'] },
    grant: {
      devices: [{ family: ['/dev/apex_*'], usual: ['/dev/apex_0'], why: 'is the accelerator', naming: 'numbered' }],
    },
    source: 'klutchell/balena-frigate; the Coral Dev Board has the accelerator on PCIe',
  },
  {
    id: 'coral-usb',
    what: 'a Coral USB accelerator',
    confidence: 'low',
    signs: {
      os: ['libedgetpu*', 'python3-edgetpu', 'python3-pycoral', 'edgetpu*'],
      pip: ['pycoral', 'edgetpu'],
      imports: ['pycoral', 'edgetpu'],
      images: ['*/frigate', '*/doods*'],
    },
    coveredBy: ['coral-pci'],
    grant: {},
    blocker:
      'The stick leaves the bus and comes back as another USB device at its first use, so nodes mapped at the start are stale',
    source: 'klutchell/balena-frigate and balena-io-examples/coral-streaming-object-detector are privileged',
  },
  {
    id: 'hailo',
    what: 'a Hailo accelerator',
    confidence: 'medium',
    signs: {
      paths: ['/dev/hailo*'],
      pip: ['hailort', 'hailo-platform'],
      commands: ['hailortcli'],
      imports: ['hailo_platform'],
    },
    grant: {
      devices: [{ family: ['/dev/hailo*'], usual: ['/dev/hailo0'], why: 'is the accelerator', naming: 'numbered' }],
    },
    source: 'Frigate documentation on Hailo-8 maps /dev/hailo0',
  },
  {
    id: 'hdmi-cec',
    what: 'control of the television over HDMI',
    confidence: 'medium',
    signs: {
      commands: ['cec-client', 'cec-ctl', 'echo-cec'],
      npm: ['node-cec', '@senzil/cec-monitor'],
      pip: ['cec'],
      paths: ['/dev/cec*'],
    },
    hints: { os: ['cec-utils', 'libcec*'] },
    coveredBy: ['display-server'],
    grant: {
      devices: [
        { family: ['/dev/cec*', '/dev/vchiq'], usual: ['/dev/cec0'], why: 'is the HDMI port', naming: 'numbered' },
      ],
    },
    source: 'Linux media documentation: /dev/cec0 is the first CEC adapter',
  },
  {
    id: 'infrared',
    what: 'infrared remote control',
    confidence: 'medium',
    signs: {
      npm: ['lirc_node', 'lirc-client', 'node-lirc'],
      pip: ['python-lirc', 'lirc'],
      commands: ['lircd', 'irsend', 'irw', 'irexec', 'ir-keytable', 'ir-ctl', 'mode2', 'irrecord'],
      paths: ['/dev/lirc*'],
    },
    hints: { os: ['lirc', 'ir-keytable'] },
    grant: {
      devices: [{ family: ['/dev/lirc*'], usual: ['/dev/lirc0'], why: 'is the infrared receiver', naming: 'numbered' }],
    },
    source: 'balena-io-experimental/balena-ir-remote',
  },
  {
    id: 'input-devices',
    what: 'keyboards, touch screens and other input devices',
    confidence: 'high',
    signs: {
      pip: ['evdev', 'inputs', 'pynput', 'keyboard'],
      npm: ['evdev', 'input-event', 'node-hid-stream'],
      go: ['github.com/gvalkov/golang-evdev', 'github.com/holoplot/go-evdev'],
      cargo: ['evdev', 'input'],
      imports: ['evdev', 'linux/input.h', 'libinput.h'],
      commands: ['evtest', 'thd', 'libinput', 'triggerhappy'],
      paths: ['/dev/input*'],
    },
    hints: { os: ['evtest', 'triggerhappy', 'libinput-tools', 'python3-evdev', 'libmtdev*'], pip: ['kivy'] },
    coveredBy: ['display-server'],
    grant: {
      devices: [
        {
          family: ['/dev/input*'],
          usual: ['/dev/input'],
          why: 'holds the input devices',
          naming: 'fixed',
          group: 'input',
        },
      ],
    },
    source: 'vimagick/dockerfiles barcode-server',
  },
  {
    id: 'synthetic-input',
    what: 'input events of its own making',
    confidence: 'high',
    signs: { pip: ['python-uinput'], imports: ['uinput'], paths: ['/dev/uinput'] },
    grant: { devices: [{ family: ['/dev/uinput'], usual: ['/dev/uinput'], why: 'takes the events', naming: 'fixed' }] },
    source: 'Linux device list: /dev/uinput',
  },
];
