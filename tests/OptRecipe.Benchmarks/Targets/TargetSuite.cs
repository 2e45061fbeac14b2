using System.Collections.Immutable;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Benchmarks.Targets;

/// <summary>Verdicts of every target that can be judged on a model of 1,000 operators: from nothing, and after an edit that changes one operator of it.</summary>
internal static class TargetSuite
{
    private const int Rounds = 21;
    private const int OperatorCount = 1000;

    public static BenchmarkTable Run()
    {
        var table = new BenchmarkTable();
        var cold = System.Diagnostics.Stopwatch.GetTimestamp();
        TargetSelection[] all = [.. TargetCatalog.Targets.Where(target => target.IsAvailable && target.ShortFormOf is null).Select(target => TargetSelection.Of(target.Id))];
        var head = System.Diagnostics.Stopwatch.GetElapsedTime(cold).TotalMilliseconds;
        table.Add("all tables' heads, first use in the process (ms)", head, null, "");
        cold = System.Diagnostics.Stopwatch.GetTimestamp();
        foreach (var selection in all) TargetJudge.Judge(Network(0), selection);
        table.Add($"{OperatorCount:N0} operators, {all.Length} targets, first use in the process (ms)", System.Diagnostics.Stopwatch.GetElapsedTime(cold).TotalMilliseconds, null, "reads and binds the tables");
        foreach (var selection in all)
        {
            var model = Network(1);
            table.Add($"  {selection.Target.Id} (ms)", Measure.InTurn(Rounds, 5, () => TargetJudge.Judge(model, selection))[0], null, "from nothing");
        }
        var whole = Network(1);
        table.Add($"all {all.Length} targets (ms)", Measure.InTurn(Rounds, 5, () => { foreach (var selection in all) TargetJudge.Judge(whole, selection); })[0], null, "from nothing");
        var planner = new Planner();
        foreach (var selection in all) planner.Judge(whole, selection, default);
        var edit = 0;
        var edited = Measure.InTurn(Rounds, 5, () =>
        {
            var model = Edited(whole, ++edit);
            foreach (var selection in all) planner.Judge(model, selection, default);
        })[0];
        foreach (var selection in all)
            table.Add($"  {selection.Target.Id} (ms)", Measure.InTurn(Rounds, 5, () => planner.Judge(Edited(whole, ++edit), selection, default))[0], null, "after an edit of one operator");
        table.Add($"all {all.Length} targets after an edit of one operator (ms)", edited, null, "", ("5 ms", edited < 5));
        table.Note("Milliseconds, median, one thread. The edit gives another scale to the output of one operator; the planner keeps what it judged before.");
        return table;
    }

    /// <summary>The same network with one tensor quantized otherwise.</summary>
    private static Model Edited(Model model, int edit)
    {
        var subgraph = model.Subgraphs[0];
        var tensor = subgraph.Operators[edit * 37 % OperatorCount].Outputs[0];
        return model with { Subgraphs = [subgraph with { Tensors = subgraph.Tensors.SetItem(tensor, subgraph.Tensors[tensor] with { Quantization = Scale(0.02f + edit / 1000f) }) }] };
    }

    /// <summary>An int8 network of convolutions, additions, poolings and activations with residual connections.</summary>
    private static Model Network(int seed)
    {
        var tensors = ImmutableArray.CreateBuilder<Tensor>();
        var operators = ImmutableArray.CreateBuilder<Operator>();
        var buffers = ImmutableArray.CreateBuilder<TFLite.Buffer>();
        buffers.Add(TFLite.Buffer.Empty);
        ImmutableArray<OperatorCode> codes = [new(BuiltinOperator.Conv2D, 3), new(BuiltinOperator.DepthwiseConv2D, 3), new(BuiltinOperator.Add, 2), new(BuiltinOperator.MaxPool2D, 2), new(BuiltinOperator.Logistic, 2)];
        int Add(TensorType type, ImmutableArray<int> shape, Quantization quantization, byte[]? data)
        {
            if (data is not null) buffers.Add(new() { Data = ByteRange.Of(data) });
            tensors.Add(new() { Name = $"t{tensors.Count}", Type = type, Shape = shape, Quantization = quantization, Buffer = data is null ? 0 : (uint)buffers.Count - 1 });
            return tensors.Count - 1;
        }
        int Activation() => Add(TensorType.Int8, [1, 16, 16, 16], Scale(0.02f + seed / 100f), null);
        var input = Activation();
        var (last, before) = (input, input);
        for (var index = 0; index < OperatorCount; index++)
        {
            var output = Activation();
            var kind = index % 5;
            ImmutableArray<int> inputs = kind switch
            {
                0 => [last, Add(TensorType.Int8, [16, 3, 3, 16], Channels(0), new byte[2304]), Add(TensorType.Int32, [16], Channels(0), new byte[64])],
                1 => [last, Add(TensorType.Int8, [1, 3, 3, 16], Channels(3), new byte[144]), Add(TensorType.Int32, [16], Channels(0), new byte[64])],
                2 => [last, before],
                _ => [last],
            };
            var options = kind switch
            {
                0 => OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1),
                1 => OperatorOptions.Of("DepthwiseConv2DOptions").With("stride_w", 1).With("stride_h", 1).With("depth_multiplier", 1),
                2 => OperatorOptions.Of("AddOptions"),
                3 => OperatorOptions.Of("Pool2DOptions").With("stride_w", 1).With("stride_h", 1).With("filter_width", 3).With("filter_height", 3),
                _ => null,
            };
            operators.Add(new() { OpcodeIndex = (uint)kind, Inputs = inputs, Outputs = [output], Options = options });
            (before, last) = (last, output);
        }
        return new() { OperatorCodes = codes, Buffers = buffers.ToImmutable(), Subgraphs = [new() { Tensors = tensors.ToImmutable(), Operators = operators.ToImmutable(), Inputs = [input], Outputs = [last] }] };
    }

    private static Quantization Scale(float scale) => new() { Scales = [scale], ZeroPoints = [0] };

    private static Quantization Channels(int dimension) => new() { Scales = [.. Enumerable.Repeat(0.01f, 16)], ZeroPoints = [.. Enumerable.Repeat(0L, 16)], QuantizedDimension = dimension };
}
