using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

public enum MessageType { Error = 1, Warning = 2, Info = 3, Log = 4, Debug = 5 }

/// <summary>Params of <c>window/showMessage</c> and <c>window/logMessage</c>.</summary>
public sealed record MessageParams(MessageType Type, string Message) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("type", (int)Type);
        writer.WriteString("message", Message);
        writer.WriteEndObject();
    }
}

public sealed record SetTraceParams(string Value)
{
    public static SetTraceParams Read(ref JsonInput input)
    {
        string? value = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("value"u8)) value = input.Text();
            else input.Skip();
        }
        return new(value ?? throw input.Missing("value"));
    }
}

/// <summary>Params of <c>$/logTrace</c>.</summary>
public sealed record LogTraceParams(string Message) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("message", Message);
        writer.WriteEndObject();
    }
}
