using OptRecipe.Engine.Rewriting;
using OptRecipe.Pipeline.Planning;
using OptRecipe.TFLite;
using Xunit.Abstractions;

namespace OptRecipe.Pipeline.Tests.Repair;

/// <summary>What <c>rescue</c> and <c>bias_absorption</c> do to models made for them.</summary>
public sealed class UnevenModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("[]", false)]
    [InlineData("[{edge-tpu: {}}]", false)]
    [InlineData("[]", true)]
    public void Rescue_brings_inputs_to_one_range_where_weights_stand_before_and_behind(string targets, bool isShared)
    {
        var model = UnevenModels.Concatenation(isRead: true, isShared);
        var (plain, _, _) = UnevenModels.Run(model, "[{quantize: {scheme: int8, io: int8}}]", targets);
        var (result, rescued, _) = UnevenModels.Run(model, "[{quantize: {scheme: int8, io: int8, rescue: all}}]", targets);
        output.WriteLine(result.Repairs[0]);
        Assert.Matches(@"^rescue: .*, applied \(CONCATENATION #2 with inputs of one range: [-0-9.]+ → [0-9.]+ dB in the mean over channels\)$", Assert.Single(result.Repairs));
        Assert.Equal(plain.After?.File, result.After?.File);
        Assert.DoesNotContain(rescued.Subgraphs[0].Tensors, tensor => tensor.Type is TensorType.Float32 or TensorType.Int16);
        Assert.True(Gain(result.Repairs[0]) > 10, result.Repairs[0]);
    }

    [Fact]
    public void Rescue_gives_a_concatenation_at_the_end_scales_of_its_inputs()
    {
        var (result, rescued, analysis) = UnevenModels.Run(UnevenModels.Concatenation(isRead: false), "[{quantize: {scheme: int8, rescue: concat}}]");
        output.WriteLine(result.Repairs[0]);
        Assert.Matches(@"^rescue: .*, applied \(CONCATENATION #2 in float32: [-0-9.]+ → [0-9.]+ dB in the mean over channels\)$", Assert.Single(result.Repairs));
        Assert.Contains(rescued.Subgraphs[0].Operators, op => rescued.CodeOf(op).Builtin == BuiltinOperator.Concatenation && rescued.Subgraphs[0].Tensors[op.Outputs[0]].Type == TensorType.Float32);
        Assert.Equal(SizeForecast.About, analysis.Plan?.Size);
    }

    [Fact]
    public void Rescue_leaves_an_operator_alone_that_an_integer_only_target_would_not_run_otherwise()
    {
        var model = UnevenModels.Concatenation(isRead: false);
        var (result, rescued, _) = UnevenModels.Run(model, "[{quantize: {scheme: int8, io: int8, rescue: concat}}]", "[edge-tpu]");
        Assert.Matches(@"^rescue: .*, not applied \(CONCATENATION #2 has no form that the targets take: .*; CONCATENATION #2 cannot have inputs of one range: it makes an output of the model\)$", Assert.Single(result.Repairs));
        Assert.DoesNotContain(rescued.Subgraphs[0].Tensors, tensor => tensor.Type is TensorType.Float32 or TensorType.Int16);
    }

    [Theory]
    [InlineData(false, "[]", "rescue: all")]
    [InlineData(true, "[]", "rescue: concat")]
    [InlineData(false, "[{edge-tpu: {}}]", "rescue: all, io: int8")]
    [InlineData(false, "[]", "rescue: all, bias_correction: true, weights: {algorithm: gptq}")]
    public void Rescue_splits_the_reader_where_no_weights_stand_before(bool isConvolution, string targets, string keys)
    {
        var (result, rescued, _) = UnevenModels.Run(UnevenModels.Unscalable(isConvolution), $"[{{quantize: {{scheme: int8, {keys}}}}}]", targets);
        output.WriteLine(string.Join('\n', result.Repairs));
        Assert.Matches($@"^rescue: .*, applied \(CONCATENATION #{(isConvolution ? 4 : 3)} with its reader split: [-0-9.]+ → [0-9.]+ dB in the mean over channels\)$", result.Repairs[0]);
        Assert.True(Gain(result.Repairs[0], inChannels: true) > 6, result.Repairs[0]);
        var operators = rescued.Subgraphs[0].Operators.Select(op => rescued.CodeOf(op).Builtin).ToArray();
        Assert.Equal((1, 1, 2), (operators.Count(op => op == BuiltinOperator.Concatenation), operators.Count(op => op == BuiltinOperator.Add), operators.Count(op => op == (isConvolution ? BuiltinOperator.Conv2D : BuiltinOperator.FullyConnected)) - (isConvolution ? 0 : 1)));
        Assert.DoesNotContain(rescued.Subgraphs[0].Operators, op => op.Outputs.Any(tensor => rescued.Subgraphs[0].Tensors[tensor].Type == TensorType.Int16));
    }

    [Fact]
    public void Rules_hold_for_the_operators_that_they_named_before_the_reader_was_split()
    {
        var (result, rescued, _) = UnevenModels.Run(UnevenModels.Unscalable(isConvolution: false), "[{quantize: {scheme: int8, rescue: all, rules: [{where: {operators: '5'}, scheme: float32}]}}]");
        Assert.Contains("#3 with its reader split", result.Repairs[0], StringComparison.Ordinal);
        var graph = rescued.Subgraphs[0];
        Assert.Equal([TensorType.Int8, TensorType.Int8, TensorType.Float32], graph.Operators.Where(op => rescued.CodeOf(op).Builtin == BuiltinOperator.FullyConnected).Select(op => graph.Tensors[op.Outputs[0]].Type));
    }

    [Fact]
    public void Rescue_keeps_a_small_summand_of_an_addition()
    {
        var (result, _, _) = UnevenModels.Run(UnevenModels.Sum(), "[{quantize: {scheme: int8, rescue: add}}]");
        output.WriteLine(result.Repairs[0]);
        Assert.Matches(@"^rescue: .*, applied \(ADD #2 in (int16|float32): [-0-9.]+ → [0-9.]+ dB in the mean over channels\)$", Assert.Single(result.Repairs));
        Assert.True(Gain(result.Repairs[0], inChannels: true) > 3, result.Repairs[0]);
    }

    [Fact]
    public void What_a_channel_always_has_is_absorbed_by_the_next_bias()
    {
        var model = UnevenModels.HighBias(50);
        var (plain, _, _) = UnevenModels.Run(model, "[equalize, {quantize: int8}]");
        var (result, _, _) = UnevenModels.Run(model, "[{equalize: {bias_absorption: true}}, {quantize: int8}]");
        output.WriteLine(string.Join('\n', result.Repairs));
        Assert.Equal(plain.Repairs[0], result.Repairs[0]);
        Assert.Matches(@"^bias_absorption: [-0-9.]+ → [0-9.]+ dB, agreement .*, applied \(1 of 1 operator\)$", result.Repairs[1]);
        Assert.True(Gain(result.Repairs[1]) > 6, result.Repairs[1]);
        Assert.Equal(plain.After?.File, result.After?.File);
    }

    [Fact]
    public void Nothing_is_absorbed_where_channels_reach_zero()
    {
        var (result, _, _) = UnevenModels.Run(UnevenModels.HighBias(0), "[{equalize: {bias_absorption: true}}, {quantize: int8}]");
        Assert.Matches(@"^bias_absorption: .*not applied \(0 of 1 operator; FULLY_CONNECTED #0 has no channel that is always far from zero\)$", result.Repairs[1]);
    }

    private static double Gain(string repair, bool inChannels = false)
    {
        var found = System.Text.RegularExpressions.Regex.Match(repair, inChannels ? @"([-0-9.]+) → ([-0-9.]+) dB in the mean" : @"([-0-9.]+) → ([-0-9.]+) dB");
        return double.Parse(found.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) - double.Parse(found.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }
}
