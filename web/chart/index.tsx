import {start} from '../ground/start';
import './style/page.css';
import './style/thread.css';
import './style/parts.css';
import './style/print.css';
import {App} from './view/App';
import {messages} from './words';

void start(messages, App);
