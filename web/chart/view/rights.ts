// May a review be set here? The scope must allow it, the server must take updates, and somebody must
// be known to sign it (in the open demo, whoever gives a name).
import type {Resource} from '../fhir/types';
import type {Session} from '../smart/session';

interface Capability extends Resource { rest?: { resource?: { type?: string; interaction?: { code?: string }[] }[] }[] }

export type Right = 'yes' | 'scope' | 'nobody' | 'server';

export async function rightToReview(session: Session): Promise<Right> {
  if (!session.grants.updates('Communication')) return 'scope';
  if (session.user === null && !session.open) return 'nobody';
  try {
    const capability = await session.door.read<Capability>('metadata');
    const takes = (capability.rest ?? []).some((rest) => rest.resource?.some((one) =>
      one.type === 'Communication' && one.interaction?.some((interaction) => interaction.code === 'update')));
    return takes ? 'yes' : 'server';
  } catch { return 'server'; }
}
