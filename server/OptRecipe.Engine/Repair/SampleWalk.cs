using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair;

/// <summary>Takes all samples through a model together, operator by operator: between two operators it keeps for each sample the tensors that are still to be read, so that every
/// operator runs once for each sample however often the walk stops. Main graph only. Not thread-safe.</summary>
internal sealed class SampleWalk : IDisposable
{
    private readonly CalibrationSamples samples;
    private readonly int threadCount;
    private readonly byte[]?[][] states;
    private Interpreter interpreter;
    private int[] kept = [];

    /// <exception cref="InterpreterException">The model cannot be run.</exception>
    public SampleWalk(Model model, CalibrationSamples samples, int threadCount)
    {
        (this.samples, this.threadCount) = (samples, threadCount);
        states = new byte[]?[samples.Count][];
        Model = model;
        interpreter = Open(model);
        Start();
    }

    public Model Model { get; private set; }
    public int SampleCount => samples.Count;
    /// <summary>The operator that comes next.</summary>
    public int Position { get; private set; }

    /// <summary>Goes on with a model whose operators before <see cref="Position"/> are the same, and whose graph is.</summary>
    public void Replace(Model model)
    {
        interpreter.Dispose();
        Model = model;
        interpreter = Open(model);
    }

    /// <summary>Runs all samples up to, not including, an operator.</summary>
    public void AdvanceTo(int end, CancellationToken cancellation)
    {
        if (end <= Position) return;
        var next = KeptAt(end);
        for (var sample = 0; sample < samples.Count; sample++)
        {
            Restore(sample);
            interpreter.Invoke(Position, end, cancellation);
            states[sample] = Saved(next);
        }
        (Position, kept) = (end, next);
    }

    /// <summary>Lets the next operator see a sample, without going on; its operands and, when it <paramref name="runs"/>, its results can be read in the interpreter until the next call.</summary>
    public Interpreter Peek(int sample, bool runs, CancellationToken cancellation)
    {
        Restore(sample);
        if (runs) interpreter.Invoke(Position, Position + 1, cancellation);
        return interpreter;
    }

    public void Dispose() => interpreter.Dispose();

    private Interpreter Open(Model model)
    {
        var opened = new Interpreter(model, InterpreterOptions.Default with { PreserveAllTensors = true, ThreadCount = threadCount });
        opened.AllocateTensors();
        return opened;
    }

    private void Start()
    {
        var inputs = interpreter.GetInputDetails();
        kept = KeptAt(0);
        for (var sample = 0; sample < samples.Count; sample++)
        {
            interpreter.ResetVariables();
            var values = samples.Read(sample);
            for (var position = 0; position < inputs.Length; position++) interpreter.SetTensor(inputs[position].Index, values[position].Span);
            states[sample] = Saved(kept);
        }
    }

    /// <summary>Tensors that were given or computed before an operator and are read by it or a later one; and all variables.</summary>
    private int[] KeptAt(int position)
    {
        var graph = Model.Subgraphs[0];
        var known = graph.Inputs.Concat(graph.Operators.Take(position).SelectMany(@operator => @operator.Outputs)).ToHashSet();
        return [.. graph.Operators.Skip(position).SelectMany(@operator => @operator.Inputs).Where(tensor => tensor >= 0)
            .Where(tensor => graph.Tensors[tensor].IsVariable || known.Contains(tensor) && !Model.IsConstant(graph.Tensors[tensor])).Distinct().Order()];
    }

    private byte[]?[] Saved(int[] tensors) => [.. tensors.Select(tensor => interpreter.Tensor(tensor) is { IsKnown: false } row ? row.Bytes.ToArray() : null)];

    private void Restore(int sample)
    {
        for (var index = 0; index < kept.Length; index++)
            if (states[sample][index] is { } bytes && !interpreter.Tensor(kept[index]).IsKnown) interpreter.SetTensor<byte>(kept[index], bytes);
    }
}
