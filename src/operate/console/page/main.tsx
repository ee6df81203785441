import { render } from 'preact';
import { App } from './app.js';
import { light, themeStore } from './state/theme.js';
import './style/tokens.css';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import './style/tables.css';
import './style/gauges.css';
import './style/story.css';
import 'uplot/dist/uPlot.min.css';

light(themeStore.get());
const page = document.getElementById('page');
if (page) render(<App />, page);
