import { describe, expect, it } from 'vitest';
import { commandContributions } from '../../../client/src/contributions/index.ts';
import { isTitle } from '../../support/is-title.ts';

const titles = [
  ['Load from Archive…', true],
  ['Load From Archive…', false],
  ['Sort By…', true],
  ['Sort by…', false],
  ['Show all', false],
] as const;
const inPalette = commandContributions.filter(({ palette }) => palette !== 'false');

describe('Titles of commands', () => {
  it('are written as VS Code writes its own: short words small, but for the first and the last', () => {
    expect(commandContributions.map(({ title }) => title).filter(title => !isTitle(title))).toEqual([]);
    for (const [title, is] of titles) expect(isTitle(title), title).toBe(is);
  });

  it('say in the palette what they work on: a verb alone could mean anything of Slipway', () => {
    const ownVerbs = inPalette.filter(({ category, title }) => category === 'Slipway' && !title.includes(' '));
    // The file that was selected is all that a download can mean.
    expect(ownVerbs.map(({ title }) => title)).toEqual(['Download…']);
  });
});

describe('Refresh Engine Views', () => {
  const palette = commandContributions.find(({ id }) => id === 'slipway.engine.refresh')?.palette ?? '';

  it('is offered while an engine is listened to or waited for, not where it would do nothing', () => {
    const offered = palette.split(' || ').map(term => term.replace('slipway:engine == ', ''));
    expect(offered.toSorted()).toEqual(['connected', 'connecting', 'unreachable']);
  });
});
