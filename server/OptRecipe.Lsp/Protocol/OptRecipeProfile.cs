// Params and answer of optrecipe/profile; the rules of OptRecipeExtensions.cs hold here, too.
using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <param name="Uri">Of a recipe, open or on the disk, or of a <c>.tflite</c> file.</param>
/// <param name="Threads">Of the kernels; missing or 0 means one.</param>
public sealed record ProfileParams(string Uri, int Threads)
{
    public static ProfileParams Read(ref JsonInput input)
    {
        string? uri = null;
        var threads = 1;
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("threads"u8)) threads = Math.Max(input.Unsigned(), 1);
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"), threads);
    }
}

/// <param name="Problem">Why there are no figures: one sentence; null when there are.</param>
/// <param name="Note">Why there is no optimized model, or that it is of an older text; empty otherwise.</param>
/// <param name="Heading">Stands over every such figure: these are not the target's times.</param>
/// <param name="Host">What computer this is.</param>
/// <param name="Models">The recipe's, then the one that its last run wrote, when there is one.</param>
public sealed record ProfileAnswer(string? Problem, string Note, string Heading, string Host, int Threads, ImmutableArray<ProfileModel> Models) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("problem", Problem);
        writer.WriteString("note", Note);
        writer.WriteString("heading", Heading);
        writer.WriteString("host", Host);
        writer.WriteNumber("threads", Threads);
        writer.List("models", Models);
        writer.WriteEndObject();
    }
}

/// <param name="Median">Milliseconds of one inference; so is <paramref name="Minimum"/>.</param>
public sealed record ProfileModel(bool Optimized, string Uri, string Name, long Bytes, int Runs, double Median, double Minimum, ImmutableArray<ProfileOperator> Operators) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("optimized", Optimized);
        writer.WriteString("uri", Uri);
        writer.WriteString("name", Name);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteNumber("runs", Runs);
        writer.WriteNumber("median", Median);
        writer.WriteNumber("minimum", Minimum);
        writer.List("operators", Operators);
        writer.WriteEndObject();
    }
}

/// <param name="Output">Name of the first tensor that it writes.</param>
/// <param name="Median">Milliseconds.</param>
/// <param name="Share">Of the operators' time, 0…1.</param>
/// <param name="MultiplyAccumulates">Of one inference.</param>
/// <param name="Bytes">Of all operands.</param>
public sealed record ProfileOperator(int Subgraph, int Index, string Name, string Output, double Median, double Share, long MultiplyAccumulates, long Bytes) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("subgraph", Subgraph);
        writer.WriteNumber("index", Index);
        writer.WriteString("name", Name);
        writer.WriteString("output", Output);
        writer.WriteNumber("median", Median);
        writer.WriteNumber("share", Share);
        writer.WriteNumber("multiplyAccumulates", MultiplyAccumulates);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteEndObject();
    }
}
