// Runs the commands of a release trial.
import { spawn } from 'node:child_process';

const TIME_LIMIT_MS = 60_000;

/**
 * Runs a program to its end; answers what it printed. A program that fails, or has not ended by
 * itself after a minute, throws an error with everything it said.
 */
export function run(program, args, { cwd, env = process.env }) {
  const child = spawn(program, args, {
    cwd,
    env: { ...env, NO_COLOR: '1', npm_config_loglevel: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(said.stdout);
      const why = signal ? `was ended by ${signal}` : `exited with ${code}`;
      reject(new Error(`${program} ${args.join(' ')} ${why}\n${said.stdout}${said.stderr}`));
    });
  });
}
