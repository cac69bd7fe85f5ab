// May a review be set here? The scope must allow it, the server must take updates, and somebody must
// be known to sign it (in the open demo, whoever gives a name).
import type {Resource} from '../fhir/types';
import type {Session} from '../smart/session';

interface Capability extends Resource { rest?: { resource?: { type?: string; interaction?: { code?: string }[] }[] }[] }

export async function canUpdate(session: Session): Promise<boolean> {
  if (!session.grants.updates('Communication') || (session.user === null && !session.open)) return false;
  try {
    const capability = await session.door.read<Capability>('metadata');
    return (capability.rest ?? []).some((rest) => rest.resource?.some((one) =>
      one.type === 'Communication' && one.interaction?.some((interaction) => interaction.code === 'update')));
  } catch { return false; }
}
