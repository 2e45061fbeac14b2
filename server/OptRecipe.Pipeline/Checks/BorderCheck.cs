using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Checks;

/// <summary>The border of an integer model: float ends that a target translates elsewhere (user problem 4), and integer ends behind a float operator (user problem 5).</summary>
internal static class BorderCheck
{
    public static readonly DiagnosticDescriptor StaysFloat = new("OR5024", "Inputs or outputs stay float32", Severity.Warning, "0.2");
    public static readonly DiagnosticDescriptor FloatInside = new("OR5025", "Integer border of a float operator", Severity.Warning, "0.2");

    public static DiagnosticDescriptor[] Descriptors { get; } = [StaysFloat, FloatInside];

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Plan is not { Stop: null } plan || plan.Steps.LastOrDefault(step => step.Settings is { IsInteger: true }) is not { } step) yield break;
        if (context.Recipe.Steps.FirstOrDefault(bound => bound.KindSpan == step.Span) is not BoundQuantize quantize) yield break;
        var ends = Ends(plan.Result).ToArray();
        if (OfFloats(context, plan, quantize, [.. ends.Where(end => end.IsFloatOutside)]) is { } floats) yield return floats;
        foreach (var end in ends.Where(end => !end.IsFloatOutside))
        {
            var written = end.IsInput ? quantize.InputType : quantize.OutputType;
            yield return AsFloat(context, written, new(FloatInside, written?.Span ?? step.Span, end.IsInput
                ? $"input `{end.Name}` is an integer, but {end.Neighbour} reads float32: a DEQUANTIZE stands between them"
                : $"output `{end.Name}` is an integer, but {end.Neighbour} computes in float32: a QUANTIZE stands behind it"));
        }
    }

    private static Diagnostic AsFloat(CheckContext context, Written<TensorType>? written, Diagnostic diagnostic) =>
        written is not null && context.Analysis.Document.IsHere(written.Span) ? diagnostic.WithFix("Leave it float32", FixSafety.Unsafe, new TextEdit(written.Span, "float32")) : diagnostic;

    private static Diagnostic? OfFloats(CheckContext context, Plan plan, BoundQuantize quantize, End[] ends)
    {
        var targets = plan.Targets.Where(target => target.After.Operators.Any(o => o.Verdict.Kind == VerdictKind.FallsBack && ends.Any(end => end.Address == o.Address))).Select(target => $"`{target.Id}`").Distinct().ToArray();
        if (targets.Length == 0) return null;
        var (inputs, outputs) = (ends.Any(end => end.IsInput), ends.Any(end => !end.IsInput));
        var what = inputs && outputs ? "inputs and outputs stay" : inputs ? "inputs stay" : "outputs stay";
        var names = string.Join(" and ", ends.Select(end => $"{OperatorText.Name(plan.Result, end.Address)} #{end.Address.Index}"));
        var type = quantize.Scheme == QuantizationScheme.Int16X8 ? "int16" : "int8";
        var diagnostic = new Diagnostic(StaysFloat, quantize.KindSpan, $"the model's {what} float32, so that on {string.Join(", ", targets)} the CPU computes {names}");
        TextSpan[] written = [.. new[] { quantize.InputType, quantize.OutputType }.OfType<Written<TensorType>>().Where(border => border.Value == TensorType.Float32).Select(border => border.Span).Distinct()];
        if (written.Length > 0) return diagnostic.WithFix($"Set `io` to `{type}`", FixSafety.Unsafe, [.. written.Select(span => new TextEdit(span, type))]);
        return quantize.InputType is null && quantize.OutputType is null ? diagnostic.WithFix($"Set `io: {type}`", FixSafety.Unsafe, StepKeyEdit.Insert(context.Text, quantize, $"io: {type}")) : diagnostic;
    }

    /// <summary>A QUANTIZE or DEQUANTIZE at the border of the first subgraph.</summary>
    /// <param name="IsFloatOutside">Users of the model see float32.</param>
    /// <param name="Neighbour">The operator on the inner side.</param>
    private sealed record End(OperatorAddress Address, bool IsInput, bool IsFloatOutside, string Name, string Neighbour);

    private static IEnumerable<End> Ends(Model model)
    {
        if (model.Subgraphs.IsEmpty) yield break;
        var main = model.Subgraphs[0];
        foreach (var (index, op) in main.Operators.Index())
        {
            if (OperatorText.Name(model, new(0, index)) is not ("QUANTIZE" or "DEQUANTIZE") || op.Inputs is not [var input, ..] || op.Outputs is not [var output, ..]) continue;
            if (input < 0 || output < 0 || input >= main.Tensors.Length || output >= main.Tensors.Length) continue;
            var (read, made) = (main.Tensors[input], main.Tensors[output]);
            if ((read.Type == TensorType.Float32) == (made.Type == TensorType.Float32)) continue;
            if (main.Inputs.Contains(input)) yield return new(new(0, index), true, read.Type == TensorType.Float32, read.Name ?? $"t{input}", Name(model, main.Operators.Index().FirstOrDefault(other => other.Item.Inputs.Contains(output)).Index));
            else if (main.Outputs.Contains(output)) yield return new(new(0, index), false, made.Type == TensorType.Float32, made.Name ?? $"t{output}", Name(model, main.Operators.Index().FirstOrDefault(other => other.Item.Outputs.Contains(input)).Index));
        }
    }

    private static string Name(Model model, int index) => $"{OperatorText.Name(model, new(0, index))} #{index}";
}
