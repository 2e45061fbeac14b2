using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.Testing;
using OptRecipe.Testing.Conformance;
using OptRecipe.Testing.Quantization;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>Every float model of the kernel corpus with integer operators instead, on its own inputs: what is planned is what is written, runs, and stays near the float results. So
/// every row of the quantization table is tried that has a kernel here.</summary>
public sealed class IntegerOperatorTests
{
    /// <summary>The least ratio of result to error, in decibels; a row that is wrong (a scale that does not fit, an operand left out) gives less than 10.</summary>
    private const double LeastRatio = 30;

    [Theory]
    [InlineData(QuantizeScheme.Int8, QuantizeNumerics.Converter, 200)]
    [InlineData(QuantizeScheme.Int8, QuantizeNumerics.ConverterFlatbuffer, 190)]
    [InlineData(QuantizeScheme.Int16X8, QuantizeNumerics.Converter, 150)]
    public void Operators_of_the_corpus_stay_near_their_float_results(QuantizeScheme scheme, QuantizeNumerics numerics, int leastCount)
    {
        var pass = new QuantizePass(new(scheme) { Numerics = numerics, Unsupported = UnsupportedOperators.KeepFloat });
        var results = KernelCase.ReadIndex(SharedFolder.InRepository("tests", "corpus", "kernels")).Where(@case => @case.Refused is null).AsParallel().AsOrdered().Select(@case => Check(@case, pass)).ToArray();
        Assert.All(results.OfType<string>(), result => Assert.Equal("", result));
        var count = results.Count(result => result is "");
        Assert.True(count >= leastCount, $"{count} models were quantized");
    }

    /// <returns>What is wrong; empty for a model that was quantized; null for one with nothing to quantize.</returns>
    private static string? Check(KernelCase @case, QuantizePass pass)
    {
        var model = TestModels.Read(@case.ModelPath);
        if (model.Subgraphs is not [var subgraph] || subgraph.Outputs.All(output => subgraph.Tensors[output].Type != TensorType.Float32)) return null;
        var plan = pass.Plan(model);
        if (plan.Count(PassOutcome.Changed) == 0) return null;
        var arrays = NumPyFile.ReadArchive(@case.ArraysPath);
        var ranges = OwnRanges.Measure(model, interpreter => Once(interpreter, arrays));
        // Inputs with infinite values have no range.
        if (pass.NeededRanges(model, plan).Any(tensor => ranges.Find(tensor.Subgraph, tensor.Tensor) is not ({ } range) || !float.IsFinite(range.Maximum - range.Minimum))) return null;
        var ranged = pass.WithRanges(ranges);
        var integer = TestModels.Reread(ranged.Apply(model, plan, PassMode.Run, null, CancellationToken.None));
        if (ModelWriter.Measure(ranged.Apply(model, plan, PassMode.Plan, null, CancellationToken.None)) != ModelWriter.Measure(integer)) return $"{@case.File} has another size than planned";
        var (expected, found) = (Run(model, arrays), Run(integer, arrays));
        var signal = expected.Sum(value => (double)value * value);
        var noise = expected.Zip(found, (left, right) => (double)(left - right) * (left - right)).Sum();
        // A product of hundreds of fractions is smaller than the least range.
        return noise == 0 || expected.Max(Math.Abs) < 1e-6 || 10 * Math.Log10(signal / noise) >= LeastRatio ? "" : $"{@case.File}: {10 * Math.Log10(signal / noise):F1} dB";
    }

    private static IEnumerable<bool> Once(Interpreter interpreter, Dictionary<string, NumPyArray> arrays)
    {
        KernelCaseRunner.SetInputs(interpreter, arrays, "", isFirst: true);
        interpreter.Invoke();
        yield return true;
    }

    private static float[] Run(Model model, Dictionary<string, NumPyArray> arrays)
    {
        using var interpreter = new Interpreter(model);
        foreach (var _ in Once(interpreter, arrays))
            return [.. interpreter.GetOutputDetails().Where(output => output.Type == TensorType.Float32).SelectMany(output => interpreter.GetTensor<float>(output.Index))];
        return [];
    }
}
