// The answer of optrecipe/graph; the rules of OptRecipeExtensions.cs hold here, too.
using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>A model's graph, for a view of it.</summary>
/// <param name="Model">The model's URI.</param>
public sealed record GraphAnswer(string Model, ImmutableArray<GraphSubgraph> Subgraphs) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("model", Model);
        writer.List("subgraphs", Subgraphs);
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
public sealed record GraphOperator(int Index, string Name, int Version, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs, string Options, long MultiplyAccumulates) : IJsonWritable
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
