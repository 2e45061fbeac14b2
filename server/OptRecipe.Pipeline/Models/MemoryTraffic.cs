using System.Runtime.CompilerServices;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Models;

/// <summary>Bytes that a model's operators read and write, each operand once: with the multiply-accumulates what decides the time of an inference, before anything is measured.</summary>
public static class MemoryTraffic
{
    private static readonly ConditionalWeakTable<Model, StrongBox<long>> Known = [];

    /// <summary>From shapes and types alone; subgraphs that control flow calls count once, tensors of unknown size as nothing.</summary>
    public static long Of(Model model) => Known.GetValue(model, static model => new(Measure(model))).Value;

    private static long Measure(Model model)
    {
        var total = 0L;
        foreach (var subgraph in model.Subgraphs)
            foreach (var op in subgraph.Operators)
            {
                foreach (var tensor in op.Inputs) total += Bytes(subgraph, tensor);
                foreach (var tensor in op.Outputs) total += Bytes(subgraph, tensor);
            }
        return total;
    }

    private static long Bytes(Subgraph subgraph, int tensor) =>
        (uint)tensor < (uint)subgraph.Tensors.Length && TensorSize.Bytes(subgraph.Tensors[tensor]) is > 0 and < long.MaxValue >> 24 and var bytes ? bytes : 0;
}
