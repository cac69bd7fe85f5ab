// Why something that was sent is refused; what the service says of it where this page has no words of its own.
import {known} from '../../ground/language';
import {ApiError} from '../client';
import {failure} from './words';

export function Fault({error}: {error: unknown}) {
  if (error === null || error === undefined) return null;
  const own = error instanceof ApiError ? known(`failure.code.${error.code}`) : true;
  return (
    <div class="notice bad" role="alert">
      <p>{failure(error)}</p>
      {!own && error instanceof ApiError && error.problem?.detail && <p class="soft" dir="ltr" lang="en">{error.problem.detail}</p>}
    </div>
  );
}
