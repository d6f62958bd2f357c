import { describe, expect, it } from 'vitest';
import { commandContributions } from '../../../client/src/contributions/index.ts';

const inPalette = commandContributions.filter(({ palette }) => palette !== 'false');

describe('Titles of commands', () => {
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
