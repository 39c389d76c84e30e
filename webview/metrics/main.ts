import type { MetricsHostMessage, MetricsPageMessage } from '../../src/protocol/metrics.ts';
import { connect } from '../common/host.ts';
import 'uplot/dist/uPlot.min.css';
import '../common/base.css';
import '../common/marks.css';
import './metrics.css';
import './tables.css';
import './comparison.css';
import './histogram.css';
import { MetricsPage } from './page.ts';

new MetricsPage(connect<MetricsHostMessage, MetricsPageMessage>());
