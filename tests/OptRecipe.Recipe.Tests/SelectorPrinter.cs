using System.Text;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Recipe.Tests;

/// <summary>Selectors, rules and fields of quantize in one line each.</summary>
internal static class SelectorPrinter
{
    internal static string Print(BoundSelector selector) => $"{{{string.Join(" and ", selector.Terms.Select(Print))}{(selector.IsOptional ? " optional" : "")}}}";

    private static string Print(SelectorTerm term) => term switch
    {
        OpsTerm ops => $"ops {Words(ops.Names)}",
        TensorsTerm tensors => $"tensors {Words(tensors.Globs)}",
        OperatorsTerm operators => $"operators {Words(operators.Ranges)}",
        EndTerm end => $"{(end.IsFirst ? "first" : "last")} {end.Count}",
        WeightsOverTerm over => $"over {over.Bytes}",
        NotTerm not => $"not [{string.Join(", ", not.Selectors.Select(Print))}]",
        AnyTerm any => $"any [{string.Join(", ", any.Selectors.Select(Print))}]",
        AllTerm all => $"all [{string.Join(", ", all.Selectors.Select(Print))}]",
        _ => term.ToString() ?? "",
    };

    internal static string Print(BoundQuantize quantize)
    {
        var output = new StringBuilder();
        if (quantize.Numerics is { } numerics) output.Append($"  numerics {numerics.Value}\n");
        if (quantize.InputType is not null || quantize.OutputType is not null) output.Append($"  io {quantize.InputType?.Value} {quantize.OutputType?.Value}\n");
        if (quantize.BiasCorrection is { } correction) output.Append($"  bias_correction {correction.Value}\n");
        if (quantize.Exempt is { } exempt) output.Append($"  exempt auto {exempt.Auto} max {exempt.Max?.Value} keep {exempt.Keep?.Value}\n");
        if (quantize.Rescue is { } rescue) output.Append($"  rescue {rescue.Value}\n");
        Fields(quantize.Fields, "  ");
        foreach (var rule in quantize.Rules)
        {
            output.Append($"  rule {(rule.Where is null ? "nowhere" : Print(rule.Where))}\n");
            Fields(rule.Fields, "    ");
        }
        return output.ToString();

        void Fields(QuantizeFields fields, string indent)
        {
            Field("scheme", fields.Scheme);
            Field("weights.bits", fields.WeightBits);
            Field("weights.symmetric", fields.AreWeightsSymmetric);
            Field("weights.granularity", fields.Granularity);
            Field("weights.algorithm", fields.Algorithm);
            Field("weights.min_elements", fields.MinimumElements);
            Field("activations.bits", fields.ActivationBits);
            Field("activations.symmetric", fields.AreActivationsSymmetric);
            Field("on_unsupported", fields.OnUnsupported);
            if (fields.Calibration is { } calibration)
                output.Append($"{indent}calibration {calibration.Method?.Value} percentile {calibration.Percentile?.Value} bins {calibration.Bins?.Value} ranges {calibration.Ranges?.Value} key {calibration.Key?.Value}\n");

            void Field<T>(string name, Written<T>? written)
            {
                if (written is not null) output.Append($"{indent}{name} {written.Value}\n");
            }
        }
    }

    private static string Words<T>(IEnumerable<Written<T>> words) => string.Join("|", words.Select(word => word.Value));
}
