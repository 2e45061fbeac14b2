/** A request of ours: its method, and the types of what is asked and answered. The library's own type of this name would load all of it with the extension. */
export class RequestType<Params, Answer> {
  declare readonly types: (params: Params) => Answer;

  constructor(readonly method: string) {}
}

/** A notification of ours. */
export class NotificationType<Params> {
  declare readonly types: (params: Params) => void;

  constructor(readonly method: string) {}
}
