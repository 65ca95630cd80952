import { testMany } from '@jq/server-tests';

import { subject } from './fixtures.js';

testMany(subject);
