import { QUEUE } from '../../harness/tasks.mjs';
import { packet, RawClient, TYPE } from './raw-client.mjs';

const GRAB = packet(TYPE.GRAB_JOB_UNIQ, '');
const ECHO = packet(TYPE.ECHO_REQ, 'raw');

/**
 * The limit for this server and one process: pipelined over one connection, by callbacks, without a
 * promise per task.
 */
export class RawContender {
  #client;

  async open({ port }) {
    this.#client = await RawClient.open(port);
    this.#client.tell(packet(TYPE.CAN_DO, QUEUE));
  }

  close() {
    this.#client.close();
  }

  /** Each task in a packet of its own, `width` of them under way. */
  putAll(tasks, width) {
    return new Promise((resolve, reject) => {
      const left = tasks.values();
      let open = tasks.length;
      const next = () => {
        const { value, done } = left.next();
        if (!done) this.#put(value, answered);
      };
      const answered = (type) => {
        if (type !== TYPE.JOB_CREATED) return reject(new Error(`type ${type} for a put`));
        open -= 1;
        if (open === 0) resolve();
        else next();
      };
      for (let lane = 0; lane < width; lane += 1) next();
    });
  }

  /**
   * Takes and completes so many, `width` of them under way. The server answers nothing to a
   * completion, so it is asked for an echo in the end.
   */
  takeAll(count, width) {
    return new Promise((resolve, reject) => {
      let begun = 0;
      let left = count;
      const next = () => {
        if (begun === count) return;
        begun += 1;
        this.#client.ask(GRAB, assigned);
      };
      const assigned = (type, data) => {
        if (type !== TYPE.JOB_ASSIGN_UNIQ) return reject(new Error(`type ${type} for a grab`));
        const handle = data.latin1Slice(0, data.indexOf(0));
        this.#client.tell(packet(TYPE.WORK_COMPLETE, `${handle}\0`));
        left -= 1;
        if (left === 0) this.#client.ask(ECHO, (echo) => finish(echo));
        else next();
      };
      const finish = (type) =>
        type === TYPE.ECHO_RES ? resolve() : reject(new Error(`type ${type} for an echo`));
      for (let lane = 0; lane < width; lane += 1) next();
    });
  }

  #put({ id, body }, callback) {
    this.#client.ask(packet(TYPE.SUBMIT_JOB_BG, `${QUEUE}\0${id}\0`, body), callback);
  }
}
