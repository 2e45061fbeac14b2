using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using Xunit.Abstractions;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>LSTMs with layer normalization and with projection: what they compute within is calibrated and stands in the intermediates of the integer form.</summary>
public sealed class LstmIntermediatesTests(ITestOutputHelper output)
{
    private const int SampleCount = 24;

    /// <param name="intermediates">Those that have a scale: of a gate before normalization int16, of what the projection reads int8.</param>
    [Theory]
    [InlineData("unidirectional_sequence_lstm/d_layer_norm_tm0", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("unidirectional_sequence_lstm/d_projection_tm0", new[] { 4 })]
    [InlineData("unidirectional_sequence_lstm/d_ln_all_tm0", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("unidirectional_sequence_lstm/d_all_tm0", new[] { 4 })]
    [InlineData("lstm/d_ln_all", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("lstm/d_projection", new[] { 4 })]
    public void Integers_stay_near_the_float_results_here_and_in_TensorFlow_Lite(string name, int[] intermediates)
    {
        if (SharedFolder.Require(Path.Combine("golden", "kernels", $"{name}.float32.tflite"), 1) is not { } file) return;
        var model = TestModels.Read(file);
        var pass = new QuantizePass(new(QuantizeScheme.Int8));
        var plan = pass.Plan(model);
        Assert.Equal(PassOutcome.Changed, plan.Operators[0].Outcome);
        var samples = Samples(model);
        var ranges = Calibrator.Measure(new(model), samples, new(RangeMethod.MinMax) { Needed = pass.NeededRanges(model, plan) }, null, default);
        var ranged = pass.WithRanges(ranges);
        var integer = TestModels.Reread(ranged.Apply(model, plan, PassMode.Run, null, default));
        Assert.Equal(ModelWriter.Measure(pass.Apply(model, plan, PassMode.Plan, null, default)), ModelWriter.Measure(integer));
        var lstm = integer.Subgraphs[0].Operators.First(op => op.Intermediates is { IsDefaultOrEmpty: false });
        var stored = lstm.Intermediates.Select(tensor => integer.Subgraphs[0].Tensors[tensor]).ToArray();
        foreach (var (index, tensor) in stored.Index())
            Assert.Equal(!intermediates.Contains(index) && index < 4 ? TensorType.Float32 : index < 4 ? TensorType.Int16 : TensorType.Int8, tensor.Type);
        var (expected, found) = (Run(model, samples), Run(integer, samples));
        var ratio = 10 * Math.Log10(expected.Sum(value => (double)value * value) / expected.Zip(found, (left, right) => (double)(left - right) * (left - right)).Sum());
        output.WriteLine($"{name}: {ratio:0.0} dB");
        Assert.True(ratio > 22, $"{ratio:0.0} dB");
        var native = Native(integer, samples);
        Assert.Equal(native, Run(integer, samples, PlayedRuntime.TFLite29));
    }

    private static CalibrationSamples Samples(Model model)
    {
        var input = model.Subgraphs[0].Tensors[model.Subgraphs[0].Inputs[0]].Shape.Aggregate(1, (product, size) => product * Math.Max(size, 1));
        return new(SampleCount, index => [MemoryMarshal.AsBytes(TinyModel.Noise(input, index).Select(value => 2 * value).ToArray().AsSpan()).ToArray()]);
    }

    private static float[] Run(Model model, CalibrationSamples samples, PlayedRuntime runtime = default)
    {
        using var interpreter = new Interpreter(model, new() { Runtime = runtime });
        interpreter.AllocateTensors();
        var results = new List<float>();
        for (var sample = 0; sample < samples.Count; sample++)
        {
            interpreter.ResetVariables();
            interpreter.SetTensor(interpreter.GetInputDetails()[0].Index, samples.Read(sample)[0].Span);
            interpreter.Invoke();
            results.AddRange(interpreter.GetTensor<float>(interpreter.GetOutputDetails()[0].Index));
        }
        return [.. results];
    }

    private static float[] Native(Model model, CalibrationSamples samples)
    {
        using var runtime = NativeTensorFlowLite.Load(TestModels.Write(model));
        var results = new List<float>();
        for (var sample = 0; sample < samples.Count; sample++)
        {
            runtime.ResetVariables();
            runtime.SetInput<byte>(0, samples.Read(sample)[0].Span);
            runtime.Invoke();
            results.AddRange(runtime.Output<float>(0));
        }
        return [.. results];
    }
}
