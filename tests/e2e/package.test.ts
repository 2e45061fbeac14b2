import assert from 'node:assert/strict';
import { test } from 'node:test';
// @ts-expect-error A script of the checkout without types.
import { checkPackage } from '../../client/scripts/packageContents.mjs';
// @ts-expect-error A script of the checkout without types.
import { targetNamed } from '../../client/scripts/packageTargets.mjs';

const native = process.env['OPTRECIPE_VSIX'] ?? '';
const portable = process.env['OPTRECIPE_VSIX_PORTABLE'] ?? '';

test('The_packages_hold_exactly_what_they_need_and_stay_small', () => {
  assert.deepEqual(checkPackage(native, targetNamed('linux-x64')), []);
  assert.deepEqual(checkPackage(portable, targetNamed('portable')), []);
});

test('A_package_for_another_platform_is_told_apart', () => {
  const faults: string[] = checkPackage(portable, targetNamed('linux-x64'));
  assert.ok(faults.some(fault => fault.includes('`extension/dist/server/optrecipe-server` is missing')), faults.join('\n'));
  assert.ok(faults.some(fault => fault.includes('`extension/dist/server/MediatR.dll` does not belong')), faults.join('\n'));
});
