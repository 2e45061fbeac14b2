using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.LanguageServer;

/// <summary>What a handler gives back: a value (null is a value), or an error. A class, because MediatR compiles its wrappers for struct answers at run time.</summary>
public sealed record Answer(IJsonWritable? Value)
{
    public static Answer Null { get; } = new((IJsonWritable?)null);

    /// <summary>Null when there is a value.</summary>
    public ErrorCode? Error { get; private init; }
    public string Message { get; private init; } = "";
    /// <summary>What an error says to the client's program.</summary>
    public IJsonWritable? Data { get; private init; }

    public static Answer Failed(ErrorCode code, string message, IJsonWritable? data = null) => new((IJsonWritable?)null) { Error = code, Message = message, Data = data };
}
