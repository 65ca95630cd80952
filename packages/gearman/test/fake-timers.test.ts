import { testFakeTimers } from '@jq/server-tests';

import { subject } from './fixtures.js';

testFakeTimers(subject);
