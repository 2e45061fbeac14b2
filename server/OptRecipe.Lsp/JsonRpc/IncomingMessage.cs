namespace OptRecipe.Lsp.JsonRpc;

/// <summary>A message from the other side.</summary>
public abstract record IncomingMessage;

/// <param name="Params">The bytes of <c>params</c>; empty when absent or null.</param>
public sealed record RequestMessage(RequestId Id, string Method, ReadOnlyMemory<byte> Params) : IncomingMessage;

/// <param name="Params">The bytes of <c>params</c>; empty when absent or null.</param>
public sealed record NotificationMessage(string Method, ReadOnlyMemory<byte> Params) : IncomingMessage;

/// <summary>The answer to a request of ours.</summary>
/// <param name="Result">The bytes of <c>result</c>; empty with an error.</param>
/// <param name="Error">The error's text; null when there is none.</param>
public sealed record AnswerMessage(RequestId Id, ReadOnlyMemory<byte> Result, string? Error) : IncomingMessage;

/// <summary>A frame that is no message; it is answered with this error and a null id.</summary>
public sealed record MalformedMessage(ErrorCode Code, string Reason) : IncomingMessage;
