// Why something that was sent is refused; what the service says of it where this page has no words of its own.
import {Said} from './said';
import {explained, failure} from './words';

export function Fault({error}: {error: unknown}) {
  if (error === null || error === undefined) return null;
  const detail = explained(error);
  return (
    <div class="notice bad" role="alert">
      <p>{failure(error)}</p>
      {detail && <p class="soft"><Said>{detail}</Said></p>}
    </div>
  );
}
