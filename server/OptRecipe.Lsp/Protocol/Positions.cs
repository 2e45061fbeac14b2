using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>What a <see cref="Position.Character"/> counts.</summary>
public enum PositionEncoding { Utf16, Utf8, Utf32 }

/// <summary>A zero-based line, and in it a number of units of the agreed <see cref="PositionEncoding"/>.</summary>
public readonly record struct Position(int Line, int Character) : IJsonWritable
{
    public static Position Read(ref JsonInput input)
    {
        int? line = null, character = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("line"u8)) line = input.Unsigned();
            else if (input.Is("character"u8)) character = input.Unsigned();
            else input.Skip();
        }
        return new(line ?? throw input.Missing("line"), character ?? throw input.Missing("character"));
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", Line);
        writer.WriteNumber("character", Character);
        writer.WriteEndObject();
    }
}

public readonly record struct Range(Position Start, Position End) : IJsonWritable
{
    public static Range Read(ref JsonInput input)
    {
        Position? start = null, end = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("start"u8)) start = Position.Read(ref input);
            else if (input.Is("end"u8)) end = Position.Read(ref input);
            else input.Skip();
        }
        return new(start ?? throw input.Missing("start"), end ?? throw input.Missing("end"));
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("start", Start);
        writer.Member("end", End);
        writer.WriteEndObject();
    }
}

public sealed record Location(string Uri, Range Range) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("uri", Uri);
        writer.Member("range", Range);
        writer.WriteEndObject();
    }
}
