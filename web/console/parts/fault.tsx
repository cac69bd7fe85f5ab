// Why something that was sent is refused.
import {failure} from './words';

export function Fault({error}: {error: unknown}) {
  if (error === null || error === undefined) return null;
  return <div class="notice bad" role="alert"><p>{failure(error)}</p></div>;
}
