import type { AnnotateHostMessage, AnnotatePageMessage } from '../../src/protocol/annotate.ts';
import { connect } from '../common/host.ts';
import '../common/base.css';
import './annotate.css';
import './record.css';
import './answers.css';
import './toolbar.css';
import '../common/marks.css';
import './recent.css';
import './overlays.css';
import './records.css';
import './multiLabel.css';
import './candidates.css';
import './guidelines.css';
import './contrast.css';
import { AnnotatePage } from './page.ts';

new AnnotatePage(connect<AnnotateHostMessage, AnnotatePageMessage>());
