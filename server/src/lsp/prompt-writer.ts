/**
 * Messages to a stream, each in one piece and at once. The writer of the protocol's library takes a turn of the event loop
 * for each message, and writes its head and its body apart, which wakes the reader twice.
 */
import { AbstractMessageWriter, type Message, type MessageWriter } from 'vscode-languageserver/node';

export class PromptWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #output: NodeJS.WritableStream;
  #errors = 0;

  constructor(output: NodeJS.WritableStream) {
    super();
    this.#output = output;
    output.on('error', error => this.fireError(error));
    output.on('close', () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    const body = JSON.stringify(message);
    return new Promise((resolve, reject) => {
      this.#output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, error => {
        if (!error) resolve();
        else {
          this.fireError(error, message, ++this.#errors);
          reject(error);
        }
      });
    });
  }

  end(): void {
    this.#output.end();
  }
}
