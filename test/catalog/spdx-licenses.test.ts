import { describe, expect, it } from 'vitest';
import { isSpdxExpression } from '../../server/src/catalog/spdx-licenses.ts';

describe('SPDX expressions', () => {
  it.each([
    'MIT',
    'apache-2.0',
    'GPL-2.0+',
    'MIT OR Apache-2.0',
    '(MIT OR Apache-2.0) AND BSD-3-Clause',
    'GPL-2.0-only WITH Classpath-exception-2.0 OR MIT',
    'LicenseRef-house-1.0',
    'DocumentRef-other:LicenseRef-x',
  ])('%s is one', text => expect(isSpdxExpression(text)).toBe(true));

  it.each([
    '',
    'Apache 2.0',
    'AGPL v3.0',
    'MIT,',
    'MIT OR',
    'OR MIT',
    '(MIT',
    'MIT)',
    'MIT WITH',
    'MIT Apache-2.0',
    'GPL',
  ])('“%s” is none', text => expect(isSpdxExpression(text)).toBe(false));
});
