import assert from 'node:assert/strict';

import { type Adapter, type Rule, RULE_VERBS, RULES, type TaskState } from '@jq/core/adapter';

import { type Check, checks } from '../check.js';

/** What every adapter owes; without these it is no queue. */
const OWED: readonly Rule[] = [
  'DURABLE-PUT',
  'EXCLUSIVE',
  'LAPSE',
  'FENCED',
  'RETRY',
  'WAIT',
  'ABORT',
  'CLOSE',
  'BYTES',
  'TOO-LARGE',
  'BATCH',
  'FOREIGN',
];

const ALWAYS: readonly (keyof Adapter)[] = ['open', 'put', 'reserve', 'complete', 'retry', 'close'];

const STATES: readonly TaskState[] = ['ready', 'delayed', 'reserved', 'held'];

export const manifest: readonly Check[] = checks('MANIFEST', {
  'the manifest is plain data, the same on every connection': async (lab) => {
    const adapter = await lab.connect();
    assert.deepEqual(structuredClone(adapter.supports), lab.supports);
    assert.deepEqual(adapter.supports, (await lab.connect()).supports);
    assert.match(adapter.name, /^[a-z][a-z0-9-]*$/, 'the name is not in lower case');
  },

  'every rule is declared, every emulation names its hazard': async (lab) => {
    const { rules } = lab.supports;
    const given = Object.keys(rules);
    const missing = RULES.filter((rule) => !given.includes(rule));
    assert.deepEqual(missing, [], `supports.rules lacks ${missing.join(', ')}: declare every rule`);
    const unknown = given.filter((rule) => !(RULES as readonly string[]).includes(rule));
    assert.deepEqual(unknown, [], `supports.rules: there is no rule ${unknown.join(', ')}`);
    for (const [rule, support] of Object.entries(rules))
      if (typeof support === 'object')
        assert.ok(support.emulated.trim().length >= 10, `${rule}: the hazard is not a sentence`);
      else assert.ok(support === 'native' || support === 'unsupported', `${rule}: ${support}`);
  },

  'what every adapter owes is not declared unsupported': async (lab) => {
    for (const rule of OWED) assert.notEqual(lab.supports.rules[rule], 'unsupported', rule);
  },

  'open is safe to call again, and not needed': async (lab) => {
    const [opened, other] = [await lab.connect(), await lab.connect()];
    await Promise.all([opened.open(), opened.open()]);
    await opened.open();
    await lab.put(other, [lab.task()]);
    await lab.take(opened);
  },

  'verbs are there where their rules are supported': async (lab) => {
    const adapter: Adapter = await lab.connect();
    for (const verb of ALWAYS) assert.equal(typeof adapter[verb], 'function', verb);
    for (const [rule, verbs] of Object.entries(RULE_VERBS))
      if (lab.supports.rules[rule as Rule] !== 'unsupported')
        for (const verb of verbs)
          assert.equal(
            typeof adapter[verb],
            'function',
            `${rule} is declared supported, so there must be a method ${verb}`,
          );
  },

  'numbers are whole, positive and fit each other': async (lab) => {
    const s = lab.supports;
    const least: Record<string, number> = {
      maxDelayMs: s.rules.DELAY === 'unsupported' ? 0 : 1,
      maxWaitMs: 0,
    };
    for (const [name, value] of Object.entries(s)) {
      if (typeof value !== 'number') continue;
      assert.ok(Number.isSafeInteger(value), `${name} ${value} is not a whole number`);
      assert.ok(value >= (least[name] ?? 1), `${name} ${value} is too small`);
    }
    assert.ok(s.minTtrMs <= s.maxTtrMs, `minTtrMs ${s.minTtrMs} is over maxTtrMs ${s.maxTtrMs}`);
    assert.ok(s.priorityLevels <= 2 ** 32, 'there are 2^32 priorities');
    if (s.ordering === 'exact')
      assert.equal(
        s.priorityLevels,
        2 ** 32,
        "ordering 'exact' tells all priorities apart: set priorityLevels to 2 ** 32, or ordering to 'banded'",
      );
    if (s.ordering === 'banded')
      assert.ok(
        s.priorityLevels > 1,
        "ordering 'banded' needs priorityLevels of 2 or more; one band is ordering 'none'",
      );
    assert.equal(
      s.ordering === 'none',
      s.rules.ORDER === 'unsupported',
      "ordering is 'none' exactly where ORDER is 'unsupported': change one of them",
    );
    assert.equal(
      s.queueOrder === 'none' && s.rules.QUEUES === 'native',
      false,
      "queueOrder is 'none' but QUEUES is 'native': say which order the queues have, or change QUEUES",
    );
  },

  'states to peek and to purge fit their rules': async (lab) => {
    const { peek, purge, rules } = lab.supports;
    for (const states of [peek, purge]) {
      assert.equal(new Set(states).size, states.length, 'a state is listed twice');
      for (const state of states) assert.ok(STATES.includes(state), `no such state: ${state}`);
    }
    assert.equal(
      peek.length === 0,
      rules.PEEK === 'unsupported',
      "peek lists the states it can show; it is empty exactly where PEEK is 'unsupported'",
    );
    assert.ok(
      rules.PURGE !== 'unsupported' || purge.length === 0,
      "purge lists states, but PURGE is 'unsupported': empty the list or support PURGE",
    );
    assert.ok(!purge.includes('reserved'), 'reserved tasks are never purged');
  },
});
