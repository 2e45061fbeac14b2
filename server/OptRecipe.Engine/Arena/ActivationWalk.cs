using System.Collections.Immutable;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Arena;

/// <summary>From when to when each activation lives: time goes on with every operator, and through the subgraphs that an operator calls before it goes on itself.</summary>
internal sealed class ActivationWalk
{
    // A call in a call in a call: nobody writes deeper ones, a hostile file may.
    private const int DeepestCall = 64;
    private readonly Model _model;
    private readonly Lives?[] _lives;
    private readonly List<OperatorAddress> _operators = [];
    private int _depth;

    private ActivationWalk(Model model) => (_model, _lives) = (model, new Lives?[model.Subgraphs.Length]);

    public ArenaRequest[] Requests { get; private set; } = [];
    public OperatorAddress? Peak { get; private set; }
    public ImmutableArray<Activation> AtPeak { get; private set; } = [];
    public int UnknownCount { get; private set; }

    public static ActivationWalk Of(Model model)
    {
        var walk = new ActivationWalk(model);
        if (!model.Subgraphs.IsEmpty) walk.Enter(0);
        walk.Collect();
        return walk;
    }

    private int Now => _operators.Count - 1;

    private void Enter(int index)
    {
        if ((uint)index >= (uint)_lives.Length || _depth >= DeepestCall) return;
        var subgraph = _model.Subgraphs[index];
        if (_lives[index] is { } known)
        {
            // Called again: whatever it has lives until now.
            known.Stretch(Math.Max(Now, 0));
            return;
        }
        var lives = _lives[index] = new(subgraph.Tensors.Length);
        _depth++;
        foreach (var tensor in subgraph.Inputs) lives.Write(tensor, Math.Max(Now, 0));
        for (var op = 0; op < subgraph.Operators.Length; op++)
        {
            _operators.Add(new(index, op));
            foreach (var tensor in subgraph.Operators[op].Outputs) lives.Write(tensor, Now);
            foreach (var (_, called) in SubgraphCalls.Of(subgraph.Operators[op])) Enter(called);
            foreach (var tensor in subgraph.Operators[op].Inputs) lives.Read(tensor, Now);
            foreach (var tensor in subgraph.Operators[op].Outputs) lives.Read(tensor, Now);
        }
        foreach (var tensor in subgraph.Outputs) lives.Read(tensor, Math.Max(Now, 0));
        _depth--;
    }

    private void Collect()
    {
        var requests = new List<ArenaRequest>();
        var activations = new List<Activation>();
        for (var index = 0; index < _lives.Length; index++)
        {
            if (_lives[index] is not { } lives) continue;
            for (var tensor = 0; tensor < lives.First.Length; tensor++)
            {
                var row = _model.Subgraphs[index].Tensors[tensor];
                if (lives.First[tensor] < 0 || row.IsVariable) continue;
                var bytes = TensorSize.Bytes(row);
                if (bytes < 0) UnknownCount++;
                // A file may name sizes whose sum leaves 64 bits.
                if (bytes is <= 0 or > long.MaxValue >> 24) continue;
                requests.Add(new(bytes, lives.First[tensor], lives.Last[tensor]));
                activations.Add(new(index, tensor, bytes));
            }
        }
        Requests = [.. requests];
        if (requests.Count == 0) return;
        var at = PeakTime();
        Peak = at < _operators.Count ? _operators[at] : null;
        AtPeak = [.. activations.Where((_, index) => requests[index].First <= at && requests[index].Last >= at).OrderByDescending(activation => activation.ByteCount)];
    }

    /// <summary>The time at which most bytes live, the first of equals.</summary>
    private int PeakTime()
    {
        var changes = new long[Math.Max(_operators.Count, 1) + 1];
        foreach (var request in Requests)
        {
            changes[request.First] += request.ByteCount;
            changes[request.Last + 1] -= request.ByteCount;
        }
        var (peak, most, sum) = (0, -1L, 0L);
        for (var time = 0; time < changes.Length - 1; time++)
        {
            sum += changes[time];
            if (sum > most) (peak, most) = (time, sum);
        }
        return peak;
    }

    /// <summary>First and last time of each tensor of a subgraph; −1 for those that nobody writes.</summary>
    private sealed class Lives
    {
        public Lives(int count)
        {
            (First, Last) = (new int[count], new int[count]);
            Array.Fill(First, -1);
        }

        public int[] First { get; }
        public int[] Last { get; }

        public void Write(int tensor, int now)
        {
            if ((uint)tensor >= (uint)First.Length || First[tensor] >= 0) return;
            (First[tensor], Last[tensor]) = (now, now);
        }

        public void Read(int tensor, int now)
        {
            if ((uint)tensor < (uint)First.Length && First[tensor] >= 0) Last[tensor] = now;
        }

        public void Stretch(int now)
        {
            for (var tensor = 0; tensor < First.Length; tensor++) Read(tensor, now);
        }
    }
}
