using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Engine.Repair;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Tests.Repair;

/// <summary>What ai-edge-quantizer's GPTQ is for; its numbers are judged by <see cref="Quantize.AiEdgeAgreementTests"/>.</summary>
public sealed class AiEdgeGptqTests
{
    [Theory]
    [InlineData(8, 0.5f, "")]
    [InlineData(4, 0.5f, "reads rows of 4 values as if they were 8, for which the tool has no form")]
    [InlineData(8, float.NaN, "has inputs that are infinite or not a number")]
    public void Weights_keep_the_nearest_integers_where_the_inputs_give_no_matrix_and_it_is_said_why(int columns, float first, string reason)
    {
        var tiny = new TinyModel();
        var (input, output) = (tiny.Tensor("in", 8 / columns, columns), tiny.Tensor("out", 1, 3));
        var model = tiny.FullyConnected(input, tiny.Constant("weights", TinyModel.Noise(24), 3, 8), tiny.Constant("bias", new float[3], 3), output).Build([input], [output]);
        var nearest = TestModels.Apply(Pass(QuantizeScheme.Dynamic), model);
        var samples = new CalibrationSamples(2, sample => [MemoryMarshal.AsBytes<float>([first, .. TinyModel.Noise(7, sample)]).ToArray()]);
        var repaired = AiEdgeGptq.Apply(model, nearest, _ => true, samples, 1, default);
        Assert.Equal((reason.Length == 0, reason), (repaired.Layers[0].IsChanged, Assert.Single(repaired.Layers).Reason));
        Assert.Equal(reason.Length > 0, ReferenceEquals(nearest, repaired.Model));
    }

    [Theory]
    [InlineData(QuantizeScheme.Dynamic), InlineData(QuantizeScheme.WeightOnly), InlineData(QuantizeScheme.Int8)]
    public void Other_operators_with_weights_have_no_form(QuantizeScheme scheme)
    {
        var model = TestModels.Read(SharedFolder.InRepository("tests", "corpus", "converter", "digits_cnn", "digits_cnn.tflite"));
        var decisions = Pass(scheme).Plan(model).Operators.ToLookup(decision => model.CodeOf(model.Subgraphs[0].Operators[decision.Address.Index]).Builtin);
        Assert.All(decisions[BuiltinOperator.FullyConnected], decision => Assert.Equal(PassOutcome.Changed, decision.Outcome));
        Assert.All(decisions[BuiltinOperator.Conv2D], decision =>
            Assert.Equal((PassOutcome.Unsupported, "has no GPTQ form in the numerics of ai-edge-quantizer, which is for FULLY_CONNECTED"), (decision.Outcome, decision.Reason)));
    }

    private static QuantizePass Pass(QuantizeScheme scheme) =>
        new(new(scheme) { Numerics = QuantizeNumerics.AiEdgeQuantizer, Weights = new() { Bits = 4, Algorithm = WeightAlgorithm.Gptq } });
}
