import {
  broken,
  openSocket,
  PipelinedConnection,
  type Reach,
  type ReplyTarget,
} from '@jq/core/tcp';

import { serverError } from '../errors.js';
import { PacketReader } from './packet-reader.js';
import { type Packet, PACKET, request, textFields } from './packets.js';

// A server that has the first of many requests works on them while the others are being made.
const FLUSH_AT = 32;
const ECHO = request(PACKET.ECHO_REQ, 'jq');

/** One connection that speaks the binary protocol. */
export class Connection extends PipelinedConnection<Packet> {
  readonly #answersErrors: boolean;
  /** The server says that there may be a job. */
  onNoop: () => void = () => undefined;
  #refusals = 0;

  /**
   * Of a producer an ERROR is the answer to a request; of a worker it is about something that gets
   * none.
   */
  static async open(reach: Reach, role: 'producer' | 'worker'): Promise<Connection> {
    return new Connection(await openSocket(reach), reach, role);
  }

  private constructor(
    socket: Awaited<ReturnType<typeof openSocket>>,
    reach: Reach,
    role: 'producer' | 'worker',
  ) {
    super(socket, reach, (sink) => new PacketReader(sink), FLUSH_AT);
    this.#answersErrors = role === 'producer';
  }

  /**
   * Asks for a reply to nothing but itself: when it comes, the server has done all that was sent
   * before.
   */
  echo(target: ReplyTarget<Packet>, index: number): void {
    this.ask(target, index, ECHO);
  }

  /** How many errors have come that answer no request, since the last call of this. */
  takeRefusals(): number {
    const refusals = this.#refusals;
    this.#refusals = 0;
    return refusals;
  }

  protected override received(packet: Packet): void {
    const { type } = packet;
    if (type === PACKET.NOOP) this.onNoop();
    else if (type === PACKET.ERROR && !this.#answersErrors) this.#refused(packet);
    else this.answer(packet, `type ${type}`);
  }

  #refused(packet: Packet): void {
    const [code = '', text = ''] = textFields(packet, 2);
    // Anything else was not meant to happen, and what follows can't be told apart from it.
    if (code === 'JOB_NOT_FOUND') this.#refusals += 1;
    else this.destroy(broken(this.server, serverError(this.server, code, text)));
  }
}
