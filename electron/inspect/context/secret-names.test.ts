import { expect, it } from 'vitest';
import { secretNames } from './secret-names';

it.each([
  ['.env', 'environment'],
  ['app/.env.production', 'environment'],
  ['.env.example', null],
  ['keys/id_ed25519', 'private-key'],
  ['keys/id_ed25519.pub', null],
  ['tls/server.key', 'private-key'],
  ['tls/server.pem', 'private-key'],
  ['tls/ca-cert.pem', null],
  ['tls/fullchain.pem', null],
  ['.npmrc', 'token'],
  ['home/.aws/credentials', 'credentials'],
  ['aws/credentials', null],
  ['.docker/config.json', 'credentials'],
  ['config.json', null],
  ['gcp/service-account-prod.json', 'credentials'],
  ['infra/terraform.tfstate', 'state'],
  ['release.keystore', 'keystore'],
  ['src/keyboard.ts', null],
  ['src/monkey', null],
])('%s: %s', (path, expected) => {
  expect(secretNames.detect(path)).toBe(expected);
});
