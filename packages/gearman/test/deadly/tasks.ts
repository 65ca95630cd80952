import { defineTask } from '@jq/core';

export const harmless = defineTask('harmless', { maxDeliveries: 3 });
export const deadly = defineTask('deadly', { maxDeliveries: 3 });
