// The extension is found by VS Code, starts, and the workbench can be looked at.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('Slipway in VS Code', () => {
  it('is found by its publisher and name', () => {
    assert.ok(vscode.extensions.getExtension('slipway.slipway'));
  });
});
