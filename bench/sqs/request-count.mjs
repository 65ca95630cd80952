import { Agent } from 'node:http';

/** Counts the requests that this process sends, whoever sends them. */
export class RequestCount {
  #sent = 0;

  constructor() {
    const count = () => void this.#sent++;
    const { addRequest } = Agent.prototype;
    Agent.prototype.addRequest = function (...args) {
      count();
      return addRequest.apply(this, args);
    };
  }

  get sent() {
    return this.#sent;
  }
}
