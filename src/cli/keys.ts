import { defineCommand } from 'citty';
import { commandEvent, recordCommand } from '../features/audit/command-event.ts';
import { readProjectUuid, storageFlags, withServices } from './with-services.ts';

const rotate = defineCommand({
  meta: {
    name: 'rotate',
    description:
      'Add the next signing key of an environment. It is published at once, signs once caches of the JWKS are old, and the key before it stays listed until its tokens are dead.',
  },
  args: {
    ...storageFlags,
    'project-id': {
      type: 'string',
      description: 'project-test-... or project-live-...; every environment where absent',
    },
  },
  run: ({ args }) =>
    withServices(args, async (services) => {
      const { signingKeys, audit } = services;
      if (args['project-id'] === undefined) {
        const count = await signingKeys.rotateOld(0);
        await recordCommand(services, 'command.keys.rotate', { count: String(count) });
        console.log(`${count} keys rotated.`);
      } else {
        const id = readProjectUuid(args['project-id']);
        const done = await signingKeys.rotate(id);
        if (done) await audit.record(commandEvent(id, 'command.keys.rotate'));
        console.log(done ? 'Key rotated.' : 'Nothing done: a new key is waiting to sign already.');
      }
    }),
});

const reseal = defineCommand({
  meta: {
    name: 'reseal',
    description:
      'After a new master key was put in front of the old one: put everything stored under it.',
  },
  args: storageFlags,
  run: ({ args }) =>
    withServices(args, async (services) => {
      let count = 0;
      const { signingKeys, messages, totps, cryptoWallets, m2m, oauth, oauthProviders } = services;
      const holders = [signingKeys, messages, totps, cryptoWallets, m2m, oauth, oauthProviders];
      for (const holder of holders) count += await holder.reseal();
      await recordCommand(services, 'command.keys.reseal', { count: String(count) });
      console.log(`${count} values are now under the newest master key.`);
    }),
});

export const keysCommand = defineCommand({
  meta: { name: 'keys', description: 'Signing keys and the master key' },
  subCommands: { rotate, reseal },
});
