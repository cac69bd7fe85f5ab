// Runs something once, when its place comes near the view: media and histories of a long thread are
// read only where somebody looks, or all of them before the thread is printed.
import {type RefObject} from 'preact';
import {useEffect, useRef} from 'preact/hooks';

const seeAll = 'chartbridge-see-all';

export function useSeen<T extends Element>(act: (() => void) | null): RefObject<T | null> {
  const place = useRef<T>(null);
  const wanted = act !== null;
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!wanted || !place.current) return undefined;
    const go = () => { observer.disconnect(); removeEventListener(seeAll, go); latest.current?.(); };
    const observer = new IntersectionObserver((entries) => { if (entries.some((one) => one.isIntersecting)) go(); }, {rootMargin: '600px'});
    observer.observe(place.current);
    addEventListener(seeAll, go);
    return () => { observer.disconnect(); removeEventListener(seeAll, go); };
  }, [wanted]);
  return place;
}

// Everything is asked for; comes back when nothing is on its way any more, or after a while.
export async function seeEverything(busy: () => boolean, patience = 10000): Promise<void> {
  dispatchEvent(new Event(seeAll));
  const until = Date.now() + patience;
  do { await new Promise((go) => setTimeout(go, 100)); } while (busy() && Date.now() < until);
}
