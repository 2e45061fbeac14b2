using System.Collections.Immutable;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Cli;

internal sealed record OperatorCountJson(string Op, int Version, int Count, long MultiplyAccumulates, long Bytes);

internal sealed record TensorJson(int Index, string? Name, string Type, ImmutableArray<int> Shape, string? Quantization)
{
    public static TensorJson Of(TensorSummary tensor) => new(tensor.Index, tensor.Name, tensor.Type, tensor.Shape, tensor.Quantization);
}

internal sealed record TensorRowJson(int Subgraph, int Index, string? Name, string Role, string Type, ImmutableArray<int> Shape, long? Bytes, string? Quantization);

internal sealed record OperatorRowJson(int Subgraph, int Index, string Op, int Version, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs, string Line);

internal sealed record SignatureJson(string? Key, int Subgraph, ImmutableArray<string> Inputs, ImmutableArray<string> Outputs);

internal sealed record MetadataJson(string Name, long Bytes);

internal sealed record ViolationJson(string Severity, string Kind, int Subgraph, int Operator, int Tensor, string Message);

/// <summary>What <c>inspect --json</c> prints. The last two are null unless asked for.</summary>
internal sealed record InspectJson(
    string File, long Bytes, long Gzip, long Flash, string? Description, string? MinimumRuntime, int Subgraphs, ImmutableArray<OperatorCountJson> Operators, long Parameters,
    long MultiplyAccumulates, ImmutableArray<TensorJson> Inputs, ImmutableArray<TensorJson> Outputs, ImmutableArray<SignatureJson> Signatures, ImmutableArray<MetadataJson> Metadata,
    ImmutableArray<string> AssociatedFiles, ImmutableArray<string> Facts, ImmutableArray<ViolationJson> Violations, ImmutableArray<OperatorRowJson>? OperatorList, ImmutableArray<TensorRowJson>? TensorList)
{
    public static InspectJson Of(string file, LoadedModel loaded, bool ops, bool tensors)
    {
        var model = loaded.Model;
        var summary = ModelSummary.Of(model);
        return new(
            file, loaded.FileBytes, loaded.GzipBytes, ModelSummary.FlashBytes(loaded.FileBytes), model.Description, summary.MinimumRuntime, model.Subgraphs.Length,
            [.. summary.Operators.Select(row => new OperatorCountJson(row.Operator, row.Version, row.Count, row.MultiplyAccumulates, row.DataBytes))], summary.Parameters, summary.MultiplyAccumulates,
            [.. summary.Inputs.Select(TensorJson.Of)], [.. summary.Outputs.Select(TensorJson.Of)],
            [.. model.Signatures.Select(signature => new SignatureJson(signature.Key, (int)signature.SubgraphIndex, [.. signature.Inputs.Select(map => map.Name ?? "")], [.. signature.Outputs.Select(map => map.Name ?? "")]))],
            [.. loaded.Facts.Metadata.Entries.Select(entry => new MetadataJson(entry.Name, entry.Bytes))], loaded.Facts.Metadata.AssociatedFiles, [.. FactText.All(loaded.Facts)],
            [.. loaded.Violations.Select(v => new ViolationJson(v.Severity.ToString().ToLowerInvariant(), v.Kind.ToString(), v.Subgraph, v.Operator, v.Tensor, v.Message))],
            ops ? [.. Enumerable.Range(0, model.Subgraphs.Length).SelectMany(subgraph => Rows(model, subgraph))] : null,
            tensors ? [.. Enumerable.Range(0, model.Subgraphs.Length).SelectMany(subgraph => TensorRow.All(model, subgraph).Select(row =>
                new TensorRowJson(subgraph, row.Tensor.Index, row.Tensor.Name, row.Role, row.Tensor.Type, row.Tensor.Shape, row.Bytes, row.Tensor.Quantization)))] : null);
    }

    private static IEnumerable<OperatorRowJson> Rows(TFLite.Model model, int subgraph) => model.Subgraphs[subgraph].Operators.Select((op, index) => new OperatorRowJson(
        subgraph, index, OperatorText.Name(model, new(subgraph, index)), op.OpcodeIndex < model.OperatorCodes.Length ? model.OperatorCodes[(int)op.OpcodeIndex].Version : 0, op.Inputs, op.Outputs,
        OperatorText.Line(model, subgraph, index)));
}
