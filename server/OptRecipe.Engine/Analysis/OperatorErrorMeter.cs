using System.Collections.Immutable;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Analysis;

/// <summary>Measures, operator by operator, what an optimized model loses against its float form: both run beside each other once for each sample, then each operator of the
/// optimized one again with the float model's values as inputs. Main graph only. Not thread-safe.</summary>
public sealed class OperatorErrorMeter : IDisposable
{
    private readonly Interpreter reference;
    private readonly Interpreter optimized;
    private readonly Entry[] entries;

    public OperatorErrorMeter(Model reference, Model optimized, int threadCount = 1)
    {
        var options = InterpreterOptions.Default with { PreserveAllTensors = true, ThreadCount = threadCount };
        this.reference = new(reference, options);
        this.optimized = new(optimized, options);
        this.reference.AllocateTensors();
        this.optimized.AllocateTensors();
        var graph = optimized.Subgraphs[0];
        var pairs = TensorPairs.Match(reference.Subgraphs[0], graph);
        entries = [.. from index in Enumerable.Range(0, graph.Operators.Length)
            from output in graph.Operators[index].Outputs
            where output >= 0 && pairs[output] >= 0 && ErrorSums.Takes(graph.Tensors[output].Type)
            select new Entry(index, output, pairs[output], InputsOf(optimized, graph, graph.Operators[index], pairs))];
        Inputs = this.reference.GetInputDetails();
        OptimizedInputs = this.optimized.GetInputDetails();
    }

    public IReadOnlyList<TensorDetails> Inputs { get; }
    public IReadOnlyList<TensorDetails> OptimizedInputs { get; }
    public int SampleCount { get; private set; }
    /// <summary>The float model's interpreter, to look at its tensors.</summary>
    public Interpreter Reference => reference;
    /// <summary>The optimized model's, likewise.</summary>
    public Interpreter Optimized => optimized;

    /// <summary>One sample, as each model takes it.</summary>
    /// <param name="answered">Called when both models have answered: later their tensors hold other values.</param>
    /// <exception cref="InterpreterException">A model cannot be run with these values.</exception>
    public void Add(ImmutableArray<ReadOnlyMemory<byte>> sample, ImmutableArray<ReadOnlyMemory<byte>> optimizedSample, Action? answered = null, CancellationToken cancellation = default)
    {
        Run(reference, Inputs, sample, cancellation);
        Run(optimized, OptimizedInputs, optimizedSample, cancellation);
        answered?.Invoke();
        foreach (var entry in entries) entry.Accumulated.Add(reference.BorrowTensor<float>(entry.Wanted), optimized.Tensor(entry.Output));
        foreach (var operators in entries.GroupBy(entry => entry.Operator))
        {
            if (operators.First().Inputs is not { } inputs) continue;
            foreach (var (tensor, wanted) in inputs) RealValues.Store(reference.BorrowTensor<float>(wanted), optimized.Tensor(tensor));
            optimized.Invoke(operators.Key, operators.Key + 1, cancellation);
            foreach (var entry in operators) entry.Own.Add(reference.BorrowTensor<float>(entry.Wanted), optimized.Tensor(entry.Output));
        }
        SampleCount++;
    }

    /// <summary>In the order of the optimized model's operators.</summary>
    public ImmutableArray<OperatorError> Result() =>
    [
        .. entries.Select(entry =>
        {
            var (model, tensor) = (optimized.Model.Model, optimized.Tensor(entry.Output));
            var scale = tensor.Quantization.IsNone ? 0 : tensor.Scale;
            var code = model.OperatorCodes[(int)model.Subgraphs[0].Operators[entry.Operator].OpcodeIndex];
            return new OperatorError(new(0, entry.Operator), code.Name, tensor.Name, entry.Own.Count == 0 ? null : entry.Own.Figures(scale), entry.Accumulated.Figures(scale), entry.Accumulated.SaturatedShare);
        }),
    ];

    public void Dispose()
    {
        reference.Dispose();
        optimized.Dispose();
    }

    /// <summary>The activations to set before an operator runs alone; null when it cannot.</summary>
    private static (int Tensor, int Wanted)[]? InputsOf(Model model, Subgraph graph, Operator @operator, int[] pairs)
    {
        var inputs = new List<(int, int)>();
        foreach (var input in @operator.Inputs.Where(input => input >= 0).Distinct())
        {
            var tensor = graph.Tensors[input];
            if (tensor.IsVariable) return null;
            if (tensor.Buffer < model.Buffers.Length && !model.Buffers[(int)tensor.Buffer].Data.IsEmpty) continue;
            if (pairs[input] >= 0 && ErrorSums.Takes(tensor.Type)) inputs.Add((input, pairs[input]));
            else if (tensor.Type is TensorType.Int8 or TensorType.Int16 or TensorType.UInt8 or TensorType.Float32) return null;
        }
        return [.. inputs];
    }

    private static void Run(Interpreter interpreter, IReadOnlyList<TensorDetails> inputs, ImmutableArray<ReadOnlyMemory<byte>> sample, CancellationToken cancellation)
    {
        interpreter.ResetVariables();
        for (var position = 0; position < inputs.Count; position++) interpreter.SetTensor(inputs[position].Index, sample[position].Span);
        interpreter.Invoke(cancellation);
    }

    private sealed record Entry(int Operator, int Output, int Wanted, (int Tensor, int Wanted)[]? Inputs)
    {
        public ErrorSums Own { get; } = new();
        public ErrorSums Accumulated { get; } = new();
    }
}
