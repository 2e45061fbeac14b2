using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Equalize;

/// <summary>Mean and standard deviation of each channel of an operator's result before its fused activation, over all samples and positions.</summary>
internal sealed class ChannelMoments(int channels)
{
    private readonly double[] sums = new double[channels], squares = new double[channels];
    private long count;

    public double[] Means => [.. sums.Select(sum => count == 0 ? 0 : sum / count)];

    /// <summary>What a channel has all but always: mean − so many deviations, at least 0.</summary>
    public double[] Certain(double deviations) => [.. Means.Select((mean, channel) => Math.Max(0, mean - deviations * Math.Sqrt(Math.Max(0, squares[channel] / Math.Max(count, 1) - mean * mean))))];

    /// <param name="operators">Of the main graph; each has one float32 result whose last dimension are the channels.</param>
    /// <exception cref="InterpreterException">The model cannot be run on the samples.</exception>
    public static ChannelMoments[] Measure(Model model, int[] operators, CalibrationSamples samples, int threadCount, CancellationToken cancellation)
    {
        if (operators.Length == 0) return [];
        var (unfused, tensors) = Unfused(model, operators);
        var moments = tensors.Select(tensor => new ChannelMoments(unfused.Subgraphs[0].Tensors[tensor].Shape[^1])).ToArray();
        using var interpreter = new Interpreter(unfused, InterpreterOptions.Default with { PreserveAllTensors = true, ThreadCount = threadCount });
        interpreter.AllocateTensors();
        var inputs = interpreter.GetInputDetails();
        for (var sample = 0; sample < samples.Count; sample++)
        {
            interpreter.ResetVariables();
            var values = samples.Read(sample);
            for (var position = 0; position < inputs.Length; position++) interpreter.SetTensor(inputs[position].Index, values[position].Span);
            interpreter.Invoke(cancellation);
            foreach (var (tensor, own) in tensors.Zip(moments)) own.Add(interpreter.BorrowTensor<float>(tensor));
        }
        return moments;
    }

    /// <summary>The model with the fused RELU of operators as one of its own behind them, and the tensors in between.</summary>
    private static (Model Model, int[] Tensors) Unfused(Model model, int[] operators)
    {
        var edit = new ModelEdit(model);
        var graph = edit.Subgraphs[0];
        var tensors = operators.Select(index =>
        {
            var @operator = graph.OperatorAt(index);
            var output = @operator.Outputs[0];
            if (EqualizationPairs.Activation(@operator) != ActivationFunctionType.Relu || @operator.Options is not { } options) return output;
            var inner = graph.AddTensor(graph.TensorAt(output) with { Name = $"{graph.TensorAt(output).Name}_before_relu" });
            graph.ReplaceOperator(index, @operator with { Options = options.With("fused_activation_function", (int)ActivationFunctionType.None), Outputs = [inner] });
            graph.InsertBefore(index + 1, new() { OpcodeIndex = edit.Intern(BuiltinOperator.Relu), Inputs = [inner], Outputs = [output] });
            return inner;
        }).ToArray();
        return (edit.Build(), tensors);
    }

    private void Add(ReadOnlySpan<float> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            sums[index % channels] += values[index];
            squares[index % channels] += (double)values[index] * values[index];
        }
        count += values.Length / channels;
    }
}
