// Puts a page's component into its document, anew whenever the language changes.
import {type ComponentType, render} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import './ground.css';
import {type Messages, onLanguage, startLanguage} from './language';

export async function start(messages: Messages, Page: ComponentType): Promise<void> {
  await startLanguage(messages);
  function Root() {
    const [, turn] = useState(0);
    useEffect(() => onLanguage(() => turn((count) => count + 1)), []);
    return <Page />;
  }
  const place = document.getElementById('page');
  if (place) render(<Root />, place);
}
