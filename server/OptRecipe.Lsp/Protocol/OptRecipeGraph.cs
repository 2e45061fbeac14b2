// The answer of optrecipe/graph; the rules of OptRecipeExtensions.cs hold here, too.
using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>The model as it is, or as all steps of the recipe leave it.</summary>
public enum GraphSide { Before, After }

/// <param name="Uri">Of an open recipe, or of a <c>.tflite</c> file.</param>
/// <param name="Side">Missing: <c>before</c>. A file alone has no other side.</param>
public sealed record GraphParams(string Uri, GraphSide Side)
{
    public static GraphParams Read(ref JsonInput input)
    {
        string? uri = null, side = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("side"u8)) side = input.TextOrNull();
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"), side == "after" ? GraphSide.After : GraphSide.Before);
    }
}

/// <summary>A model's graph, for a view of it.</summary>
/// <param name="Model">The model's URI.</param>
/// <param name="Other">Whether there is another side: the recipe has steps, and a plan.</param>
/// <param name="Targets">What each target of the recipe says about this side.</param>
public sealed record GraphAnswer(string Model, GraphSide Side, bool Other, ImmutableArray<GraphTarget> Targets, ImmutableArray<GraphSubgraph> Subgraphs) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("model", Model);
        writer.WriteString("side", JsonNamingPolicy.CamelCase.ConvertName(Side.ToString()));
        writer.WriteBoolean("other", Other);
        writer.List("targets", Targets);
        writer.List("subgraphs", Subgraphs);
        writer.WriteEndObject();
    }
}

/// <param name="Title">As the recipe writes it.</param>
/// <param name="Coverage">Share of the multiply-accumulates that it computes, 0…1.</param>
/// <param name="Verdicts">One for each operator that it was asked about.</param>
public sealed record GraphTarget(string Title, double Coverage, ImmutableArray<GraphVerdict> Verdicts) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("title", Title);
        writer.WriteNumber("coverage", Coverage);
        writer.List("verdicts", Verdicts);
        writer.WriteEndObject();
    }
}

/// <summary>What a target does with an operator, the mildest first.</summary>
public enum GraphVerdictKind { Runs, NotJudged, FallsBack, Refused, Stops }

/// <param name="Partition">The piece that the target takes it with, from 0; −1 for none.</param>
/// <param name="Rule">Id of the rule that decides; empty when it runs.</param>
/// <param name="Reason">The rule's sentence and what the operator has.</param>
public sealed record GraphVerdict(int Subgraph, int Index, GraphVerdictKind Kind, int Partition, string Rule, string Reason) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("subgraph", Subgraph);
        writer.WriteNumber("index", Index);
        writer.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(Kind.ToString()));
        writer.WriteNumber("partition", Partition);
        writer.WriteString("rule", Rule);
        writer.WriteString("reason", Reason);
        writer.WriteEndObject();
    }
}

/// <summary>What a step does to an operator.</summary>
/// <param name="Title">The step: <c>quantize: int8</c>.</param>
/// <param name="Text">What becomes of it, and why; the rule that wins, when there is one.</param>
public sealed record GraphStep(string Title, string Text) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("title", Title);
        writer.WriteString("text", Text);
        writer.WriteEndObject();
    }
}

/// <param name="Name">Empty when it has none.</param>
/// <param name="Inputs">Indices of tensors; so are <paramref name="Outputs"/>.</param>
/// <param name="Edges">In the order of the operators that read.</param>
public sealed record GraphSubgraph(
    string Name, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs, ImmutableArray<GraphTensor> Tensors, ImmutableArray<GraphOperator> Operators, ImmutableArray<GraphEdge> Edges) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.Numbers("inputs", Inputs);
        writer.Numbers("outputs", Outputs);
        writer.List("tensors", Tensors);
        writer.List("operators", Operators);
        writer.List("edges", Edges);
        writer.WriteEndObject();
    }
}

/// <param name="Shape">−1 for what is known only at run time.</param>
/// <param name="Quantization">In words; empty when there is none.</param>
/// <param name="Bytes">Of the stored data; 0 for what is computed.</param>
public sealed record GraphTensor(int Index, string Name, string Type, ImmutableArray<int> Shape, string Quantization, long Bytes) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", Index);
        writer.WriteString("name", Name);
        writer.WriteString("type", Type);
        writer.Numbers("shape", Shape);
        writer.WriteString("quantization", Quantization);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteEndObject();
    }
}

/// <param name="Inputs">Indices of tensors, −1 for an operand left out; so are <paramref name="Outputs"/>.</param>
/// <param name="Options">Those that are not at their defaults: <c>padding: SAME, stride_w: 1</c>.</param>
/// <param name="Steps">What each step of the recipe does to it, in their order.</param>
public sealed record GraphOperator(
    int Index, string Name, int Version, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs, string Options, long MultiplyAccumulates, ImmutableArray<GraphStep> Steps) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", Index);
        writer.WriteString("name", Name);
        writer.WriteNumber("version", Version);
        writer.Numbers("inputs", Inputs);
        writer.Numbers("outputs", Outputs);
        writer.WriteString("options", Options);
        writer.WriteNumber("multiplyAccumulates", MultiplyAccumulates);
        writer.List("steps", Steps);
        writer.WriteEndObject();
    }
}

/// <summary>A tensor on its way from the operator that makes it to one that reads it.</summary>
/// <param name="From">−1: an input of the subgraph.</param>
/// <param name="To">−1: an output of the subgraph.</param>
public sealed record GraphEdge(int From, int To, int Tensor) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("from", From);
        writer.WriteNumber("to", To);
        writer.WriteNumber("tensor", Tensor);
        writer.WriteEndObject();
    }
}
