using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>A number or a string that names a progress; it goes back as it came.</summary>
public readonly record struct ProgressToken(int Number, string? Text) : IJsonWritable
{
    public static ProgressToken? ReadOrNull(ref JsonInput input) =>
        input.IsString ? new ProgressToken(0, input.Text()) : input.IntegerOrNull() is { } number ? new ProgressToken(number, null) : null;

    public static ProgressToken Read(ref JsonInput input) => ReadOrNull(ref input) ?? throw input.Wrong("a string or an integer");

    public void WriteTo(Utf8JsonWriter writer)
    {
        if (Text is null) writer.WriteNumberValue(Number);
        else writer.WriteStringValue(Text);
    }
}

public enum ProgressKind { Begin, Report, End }

/// <summary><c>$/progress</c> with a WorkDoneProgress value.</summary>
/// <param name="Title">Only with <see cref="ProgressKind.Begin"/>.</param>
public sealed record WorkDoneProgressParams(ProgressToken Token, ProgressKind Kind, string? Title, string? Message, int? Percentage, bool Cancellable) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("token", Token);
        writer.WriteStartObject("value");
        writer.WriteString("kind", Kind switch { ProgressKind.Begin => "begin", ProgressKind.Report => "report", _ => "end" });
        writer.Optional("title", Title);
        if (Kind != ProgressKind.End) writer.WriteBoolean("cancellable", Cancellable);
        writer.Optional("message", Message);
        writer.Optional("percentage", Percentage);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}

/// <summary><c>window/workDoneProgress/create</c> (ours) and <c>…/cancel</c> (the client's).</summary>
public sealed record ProgressTokenParams(ProgressToken Token) : IJsonWritable
{
    public static ProgressTokenParams Read(ref JsonInput input)
    {
        ProgressToken? token = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("token"u8)) token = ProgressToken.Read(ref input);
            else input.Skip();
        }
        return new(token ?? throw input.Missing("token"));
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("token", Token);
        writer.WriteEndObject();
    }
}
