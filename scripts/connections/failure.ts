/** What was asked for did not work; the message says what to do. The command ends with 1. */
export class Failure extends Error {
  readonly exitCode: number = 1;
}

/** The command was not written as it should be; nothing was done. It ends with 2. */
export class Misuse extends Failure {
  override readonly exitCode = 2;
}

/** The API said no. */
export class Refused extends Failure {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
