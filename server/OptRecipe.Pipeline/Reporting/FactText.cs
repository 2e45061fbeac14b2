using OptRecipe.TFLite;
using OptRecipe.TFLite.Facts;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>The facts about a model as sentences: the same words in hovers, diagnostics and on the command line.</summary>
public static class FactText
{
    private const int MostNamed = 6;

    /// <summary>One sentence for each fact that holds; the minimum runtime, which every model has, first.</summary>
    public static IEnumerable<string> All(ModelFacts facts)
    {
        yield return Runtime(facts.Runtime);
        if (Quantization(facts.Quantization) is { } quantization) yield return quantization;
        foreach (var shapes in facts.DynamicShapes) yield return DynamicShapes(facts.Model, shapes);
        foreach (var foreign in facts.ForeignOperators) yield return Foreign(foreign);
        foreach (var recurrence in Recurrences(facts)) yield return recurrence;
        if (Metadata(facts.Metadata) is { } metadata) yield return metadata;
    }

    /// <summary><c>needs runtime 2.17.0 or newer, for FULLY_CONNECTED v12</c>.</summary>
    public static string Runtime(RuntimeFacts facts)
    {
        if (facts.Minimum is not { } minimum) return "the oldest runtime is unknown: no operator of the model is in the version tables";
        var demanding = facts.Demands.Where(demand => demand.Runtime == minimum).Select(demand => $"{demand.Operator} v{demand.Version}").Distinct().ToArray();
        var unknown = facts.Demands.Where(demand => demand.Runtime is null).Select(demand => demand.Operator).Distinct().ToArray();
        return $"needs runtime {minimum} or newer, for {Named(demanding)}"
            + (facts.Stated is { } stated && stated != minimum ? $"; its metadata say {stated}" : "")
            + (unknown.Length > 0 ? $"; {Named(unknown)} {(unknown.Length == 1 ? "is" : "are")} not in the version tables" : "");
    }

    /// <summary>Null for a float model.</summary>
    public static string? Quantization(QuantizationFacts facts)
    {
        var training = facts.HasFakeQuantization ? "; FAKE_QUANT operators are left from quantization-aware training" : "";
        return facts.State switch
        {
            QuantizationState.Float => training.Length > 0 ? "float" + training : null,
            QuantizationState.Float16Weights => "float16 weights, float activations" + training,
            QuantizationState.Weights => $"{Types(facts.Weights)} weights, float activations (dynamic range or weight-only)" + training,
            QuantizationState.Mixed => $"quantized in part: {Types(facts.Activations)} activations beside float ones" + training,
            _ => $"quantized already: {Types(facts.Activations)} activations{(facts.Weights.IsEmpty ? "" : $", {Types(facts.Weights)} weights")}" + training,
        };
    }

    public static string DynamicShapes(Model model, DynamicShapeFacts facts)
    {
        var where = model.Subgraphs.Length > 1 ? $" of subgraph {facts.Subgraph}" : "";
        var begin = facts.FirstOperators.Select(address => $"{OperatorText.Name(model, address)} #{address.Index}").ToArray();
        string[] causes = [.. facts.Inputs.Length > 0 ? [string.Join(", ", facts.Inputs.Select(input => $"{(IsBatchAlone(model.Subgraphs[facts.Subgraph].Tensors[input]) ? "the batch of input" : "input")} t{input}"))] : Array.Empty<string>(), .. begin.Length > 0 ? [Named(begin)] : Array.Empty<string>()];
        return $"{SizeText.Count(facts.TensorCount, "tensor")}{where} {(facts.TensorCount == 1 ? "has a shape" : "have shapes")} known only at run time"
            + (causes.Length > 0 ? $", from {string.Join(" and ", causes)} on" : "");
    }

    /// <summary>Whether only the first dimension of a tensor is open. Nearly every converted model has such inputs, and runtimes take the batch for 1.</summary>
    public static bool IsBatchAlone(Tensor tensor) => !(tensor.ShapeSignature.IsDefaultOrEmpty ? tensor.Shape : tensor.ShapeSignature).Skip(1).Contains(-1);

    public static string Foreign(ForeignOperator foreign)
    {
        var places = $"{foreign.Name} ({SizeText.Count(foreign.Addresses.Length, "place")}, first #{foreign.Addresses[0].Index})";
        return foreign.IsFlex ? $"{places} is a TensorFlow operator: it needs the Flex delegate, which no microcontroller and no NPU has" : $"{places} is a custom operator: the application has to register it";
    }

    private static IEnumerable<string> Recurrences(ModelFacts facts)
    {
        foreach (var recurrence in facts.Recurrences.Where(recurrence => recurrence.Kind == RecurrenceKind.Unrolled)) yield return Unrolled(facts.Model, recurrence);
        if (facts.Recurrences.Count(recurrence => recurrence.Kind == RecurrenceKind.Loop) is > 0 and var loops) yield return $"{SizeText.Count(loops, "loop")} ({OperatorText.Name(facts.Model, facts.Recurrences.First(r => r.Kind == RecurrenceKind.Loop).Operators[0])}) whose body is another subgraph";
    }

    public static string Unrolled(Model model, Recurrence recurrence) =>
        $"a recurrent layer is written out step by step: {OperatorText.Name(model, recurrence.Operators[0])} reads the weights t{recurrence.Weights} in {recurrence.Operators.Length} places, first #{recurrence.Operators[0].Index}";

    private static string? Metadata(MetadataFacts facts) => !facts.HasTaskMetadata && facts.AssociatedFiles.IsEmpty ? null
        : "metadata for task libraries" + (facts.AssociatedFiles.IsEmpty ? "" : $", with {Named([.. facts.AssociatedFiles])}") + ": kept by every step";

    private static string Types(IEnumerable<TensorType> types) => string.Join(" and ", types.Select(type => type.Name()));

    private static string Named(string[] names) => names.Length <= MostNamed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNamed))} and {names.Length - MostNamed} more";
}
