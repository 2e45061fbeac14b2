using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Full integer quantization for hardware that has no floats leaves no float operator, or the run fails before it starts.</summary>
internal static class IntegerOnlyCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5032", "Operators stay float on an integer-only target", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Plan is not { } plan || plan.Steps.LastOrDefault(IsInteger) is not { } step) yield break;
        // An operator that the scheme has no form of is an error of its own already.
        if (step.Decisions.Count(PassOutcome.Unsupported) > 0) yield break;
        var targets = TargetsOf(context);
        if (targets.Length == 0) yield break;
        var floats = FloatOperators(plan.Result).ToImmutableArray();
        if (floats.IsEmpty) yield break;
        var shares = OperatorShares.Of(plan.Result, floats);
        yield return new Diagnostic(Descriptor, step.Span, $"after `{step.Title}` {SizeText.Count(floats.Length, "operator")} {(floats.Length == 1 ? "computes" : "compute")} in float, "
            + $"which `{string.Join("`, `", targets)}` cannot: {OperatorShares.Listed(shares)}; quantize {(floats.Length == 1 ? "it" : "them")}, or change the model").WithFix(WithoutRule(context, step));

        bool IsInteger(PlannedStep step) => context.Recipe.Steps.Any(bound => bound is BoundQuantize { Scheme: QuantizationScheme.Int8 or QuantizationScheme.Int16X8 } && bound.KindSpan == step.Span);
    }

    /// <summary>Takes out the rule that keeps operators in float, where it is the only one that does.</summary>
    private static Fix? WithoutRule(CheckContext context, PlannedStep step)
    {
        if (context.Recipe.Steps.OfType<BoundQuantize>().FirstOrDefault(bound => bound.KindSpan == step.Span) is not { } quantize) return null;
        return quantize.Rules.Where(rule => rule.Fields.Scheme?.Value == QuantizationScheme.Float32).Take(2).ToArray() is [var rule] && Removal.Whole(context.Analysis.Syntax, rule.Span) is { } removal
            ? new("Remove the rule that keeps them in float", FixSafety.Unsafe, [removal]) : null;
    }

    /// <summary>The recipe's targets that have no float arithmetic.</summary>
    internal static string[] TargetsOf(CheckContext context) =>
        [.. context.Recipe.Targets.SelectMany(target => target.Selections).Where(selection => selection.Target.IsIntegerOnly).Select(selection => selection.Target.Id).Distinct()];

    /// <summary>Operators that read or make float activations; QUANTIZE and DEQUANTIZE at a border do not count, nor do constants.</summary>
    private static IEnumerable<OperatorAddress> FloatOperators(Model model)
    {
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
        {
            var graph = model.Subgraphs[subgraph];
            for (var index = 0; index < graph.Operators.Length; index++)
            {
                var op = graph.Operators[index];
                if (model.CodeOf(op).Builtin is BuiltinOperator.Quantize or BuiltinOperator.Dequantize) continue;
                if (op.Inputs.Concat(op.Outputs).Any(tensor => tensor >= 0 && graph.Tensors[tensor] is { Type: TensorType.Float32 or TensorType.Float16 } row && !model.IsConstant(row))) yield return new(subgraph, index);
            }
        }
    }
}
