/** The formats of values that Compose's loader asks for: which texts are in one, and how to call it. */
import type { ValueFormat } from '../catalog/compose-schema.ts';
import {
  isBoolean,
  isCommand,
  isDeviceCount,
  isDuration,
  isFileMode,
  isInteger,
  isNumber,
  isSize,
} from '../syntax/compose/value-format.ts';

export function isInFormat(text: string, format: ValueFormat): boolean {
  switch (format) {
    case 'boolean':
      return isBoolean(text);
    case 'integer':
    case 'count':
      return isInteger(text);
    case 'number':
      return isNumber(text);
    case 'size':
      return isSize(text);
    case 'duration':
      return isDuration(text);
    case 'file-mode':
      return isFileMode(text);
    case 'device-count':
      return isDeviceCount(text);
    case 'command':
      return isCommand(text);
  }
}

/** What a value in that format is, with its article. */
export const formatNames: Readonly<Record<ValueFormat, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  count: 'a whole number from 0 up',
  number: 'a number',
  size: 'a size such as 512m or 2gb',
  duration: 'a duration such as 30s or 1m30s',
  'file-mode': 'a file mode of octal digits, such as 0440',
  'device-count': 'all or a whole number',
  command: 'a command with closed quotes',
};
