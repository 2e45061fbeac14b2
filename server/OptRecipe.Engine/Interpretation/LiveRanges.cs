using OptRecipe.Engine.Kernels;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Interpretation;

/// <summary>From which operator to which each tensor of a subgraph has to keep its bytes. Inputs of the subgraph live from its start and stay as they were set; outputs live to its end.</summary>
internal sealed class LiveRanges
{
    private readonly int[] _first, _last;

    /// <param name="inputsStay">False: inputs live to their last use only, as TensorFlow Lite Micro plans them.</param>
    public LiveRanges(Subgraph subgraph, bool inputsStay = true)
    {
        _first = new int[subgraph.Tensors.Length];
        _last = new int[subgraph.Tensors.Length];
        for (var tensor = 0; tensor < _first.Length; tensor++) (_first[tensor], _last[tensor]) = (int.MaxValue, -1);
        var end = subgraph.Operators.Length;
        for (var index = 0; index < end; index++)
        {
            foreach (var tensor in subgraph.Operators[index].Outputs) Use(tensor, index);
            foreach (var tensor in subgraph.Operators[index].Inputs) Use(tensor, index);
        }
        foreach (var tensor in subgraph.Inputs)
        {
            Use(tensor, 0);
            if (inputsStay) Use(tensor, end);
        }
        foreach (var tensor in subgraph.Outputs) Use(tensor, end);
    }

    /// <summary>Index of the first operator that touches a tensor; the largest number for none.</summary>
    public int First(int tensor) => _first[tensor];
    public int Last(int tensor) => _last[tensor];
    public bool IsUsed(int tensor) => _last[tensor] >= 0;

    private void Use(int tensor, int op)
    {
        if (tensor < 0) return;
        _first[tensor] = Math.Min(_first[tensor], op);
        _last[tensor] = Math.Max(_last[tensor], op);
    }
}
