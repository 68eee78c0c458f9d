import { connect } from '../hub/client';
import { mount } from '../hub/mount';

mount('desk', connect(), <p>desk</p>);
