// The page of a panel: what it may do, and that nothing it is given can do more.
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../client/src/webviews/page.ts';

const parts = { title: 'A', script: 'start()', style: 'p { color: red }' };
const policyOf = (html: string): string => /Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';

describe('The page of a panel', () => {
  it('loads nothing, and runs its own script alone', () => {
    const html = pageOf({ ...parts, title: '<script>alert(1)</script> & more' });
    const nonce = /'nonce-([0-9a-f]{32})'/.exec(html)?.[1] ?? '';
    expect(policyOf(html)).toBe(`default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`);
    expect(html.match(/<script[^>]*>/g)).toEqual([`<script nonce="${nonce}">`]);
    expect(html).toContain(`<script nonce="${nonce}">start()</script>`);
    expect(html).not.toMatch(/\b(?:src|href)=/);
    expect(html).toContain('<title>&lt;script>alert(1)&lt;/script> &amp; more</title>');
  });

  it('has a nonce of its own each time', () => {
    expect(policyOf(pageOf(parts))).not.toBe(policyOf(pageOf(parts)));
  });

  it('draws pictures it is sent where it says so', () => {
    expect(policyOf(pageOf({ ...parts, images: 'as-data' }))).toMatch(/; img-src data:$/);
  });

  it('brings what its script is told first, as data that ends no script', () => {
    const first = { kind: 'problem', message: '</script><script>alert(1)</script><!-- "\u2028' };
    const html = pageOf({ ...parts, first });
    const data = /<script type="application\/json" id="first">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual(first);
    expect(data).not.toContain('<');
  });
});
