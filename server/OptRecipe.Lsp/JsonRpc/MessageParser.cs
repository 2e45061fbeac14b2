using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OptRecipe.Lsp.JsonRpc;

/// <summary>Turns the body of a frame into a message. Checks everything that later readers rely on: UTF-8, JSON, depth.</summary>
public static class MessageParser
{
    /// <summary>Never throws. Params and results are slices of <paramref name="body"/>.</summary>
    public static IncomingMessage Parse(ReadOnlyMemory<byte> body)
    {
        // Utf8JsonReader itself accepts invalid UTF-8 inside strings and fails only when somebody asks for the text.
        if (!Utf8.IsValid(body.Span)) return new MalformedMessage(ErrorCode.ParseError, "the message is not valid UTF-8");
        try
        {
            return Read(body);
        }
        catch (JsonException e)
        {
            return new MalformedMessage(ErrorCode.ParseError, $"the message is not valid JSON: {e.Message}");
        }
    }

    private static IncomingMessage Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = JsonInput.MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var found = reader.TokenType == JsonTokenType.StartArray ? "a batch" : "a bare value";
            reader.Skip();
            while (reader.Read()) { }
            return new MalformedMessage(ErrorCode.InvalidRequest, $"a message is an object, found {found}");
        }
        var hasId = false;
        RequestId? id = null;
        string? method = null;
        var hasMethod = false;
        ReadOnlyMemory<byte> parameters = default, result = default;
        var hasResult = false;
        string? error = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonText.Read(ref reader)) : reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("id"u8))
            {
                hasId = true;
                id = RequestId.Read(ref reader);
                reader.Skip();
            }
            else if (name.SequenceEqual("method"u8))
            {
                hasMethod = true;
                method = reader.TokenType == JsonTokenType.String ? JsonText.Read(ref reader) : null;
                reader.Skip();
            }
            else if (name.SequenceEqual("params"u8)) parameters = reader.TokenType == JsonTokenType.Null ? default : Slice(body, ref reader);
            else if (name.SequenceEqual("result"u8))
            {
                hasResult = true;
                result = Slice(body, ref reader);
            }
            else if (name.SequenceEqual("error"u8) && reader.TokenType != JsonTokenType.Null) error = Encoding.UTF8.GetString(Slice(body, ref reader).Span);
            else reader.Skip();
        }
        // Whatever stands behind the object makes the text invalid.
        while (reader.Read()) { }
        if (hasMethod)
        {
            if (method is null) return new MalformedMessage(ErrorCode.InvalidRequest, "`method` is not a string");
            if (!hasId) return new NotificationMessage(method, parameters);
            return id is { } requestId ? new RequestMessage(requestId, method, parameters) : new MalformedMessage(ErrorCode.InvalidRequest, "`id` is neither an integer nor a string");
        }
        if (id is { } answerId && (hasResult || error is not null)) return new AnswerMessage(answerId, result, error);
        // An error without an id speaks about a frame of ours that the client could not read.
        if (hasId && error is not null) return new AnswerMessage(new(-1, null), default, error);
        return new MalformedMessage(ErrorCode.InvalidRequest, "a message has a `method`, or an `id` with a `result` or an `error`");
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> body, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }
}
