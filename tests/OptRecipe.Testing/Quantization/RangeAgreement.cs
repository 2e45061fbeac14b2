using System.Collections.Immutable;
using OptRecipe.Engine.Calibration;
using OptRecipe.TFLite;

namespace OptRecipe.Testing.Quantization;

/// <summary>How ranges that we measured compare with a reference tool's for the same samples.</summary>
/// <param name="InPlace">Ranges there that hold what an operator wrote over its input, as ours would be if they did.</param>
/// <param name="Largest">Largest difference of a bound, as a part of the larger bound; those in place apart.</param>
/// <param name="Failures">One line for each range that differs by more than 1e-5, or is missing.</param>
public sealed record RangeAgreement(int Compared, ImmutableDictionary<(int Subgraph, int Tensor), TensorRange> InPlace, double Largest, ImmutableArray<string> Failures)
{
    /// <summary>Of the larger bound: float sums are ordered differently.</summary>
    private const double Tolerance = 1e-5;

    public static RangeAgreement Of(Model model, TensorRanges ranges, IEnumerable<((int Subgraph, int Tensor) Tensor, float Minimum, float Maximum)> expected)
    {
        var (compared, largest) = (0, 0.0);
        var inPlace = ImmutableDictionary.CreateBuilder<(int, int), TensorRange>();
        var failures = ImmutableArray.CreateBuilder<string>();
        foreach (var (tensor, minimum, maximum) in expected)
        {
            compared++;
            if (ranges.Find(tensor.Subgraph, tensor.Tensor) is not { } found)
            {
                failures.Add($"{tensor}: no range");
                continue;
            }
            var error = Difference(found, new(minimum, maximum));
            if (error > Tolerance && WrittenInPlace(model, ranges, tensor, found) is { } both && Difference(both, new(minimum, maximum)) <= Tolerance)
            {
                inPlace.Add(tensor, both);
                continue;
            }
            largest = Math.Max(largest, error);
            if (error > Tolerance) failures.Add($"{tensor} {model.Subgraphs[0].Tensors[tensor.Tensor].Name}: {found} instead of {minimum} … {maximum}");
        }
        return new(compared, inPlace.ToImmutable(), largest, failures.ToImmutable());
    }

    /// <summary>The converter's calibrator reads an operator's inputs once more after it ran. Where the runtime let ADD or MUL write over an input, that input's range holds the
    /// result's, too (server/docs/calibration.md).</summary>
    private static TensorRange? WrittenInPlace(Model model, TensorRanges ranges, (int Subgraph, int Tensor) tensor, TensorRange found)
    {
        var graph = model.Subgraphs[tensor.Subgraph];
        var readers = graph.Operators.Where(op => op.Inputs.Contains(tensor.Tensor)).ToArray();
        return readers is [.., var last] && model.OperatorCodes[(int)last.OpcodeIndex].Builtin is BuiltinOperator.Add or BuiltinOperator.Mul && ranges.Find(tensor.Subgraph, readers[^1].Outputs[0]) is { } written
            ? new(Math.Min(found.Minimum, written.Minimum), Math.Max(found.Maximum, written.Maximum)) : null;
    }

    /// <summary>Of ranges stretched to hold 0, as every quantizer does it: the converter's calibrator starts maxima at the smallest positive number.</summary>
    private static double Difference(TensorRange found, TensorRange expected)
    {
        (found, expected) = (Stretched(found), Stretched(expected));
        return Math.Max(Math.Abs(found.Minimum - expected.Minimum), Math.Abs(found.Maximum - expected.Maximum)) / Math.Max(Math.Max(Math.Abs(expected.Minimum), Math.Abs(expected.Maximum)), 1e-6);
    }

    private static TensorRange Stretched(TensorRange range) => new(Math.Min(range.Minimum, 0), Math.Max(range.Maximum, 0));
}
