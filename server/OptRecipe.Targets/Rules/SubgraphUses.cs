using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>Who writes and who reads each tensor of a subgraph. Tensor indices outside the subgraph are ignored.</summary>
internal sealed class SubgraphUses
{
    private readonly int[] producers;
    private readonly int[] starts;
    private readonly int[] consumers;

    public SubgraphUses(Subgraph subgraph)
    {
        var count = subgraph.Tensors.Length;
        producers = new int[count];
        Array.Fill(producers, -1);
        starts = new int[count + 1];
        for (var index = 0; index < subgraph.Operators.Length; index++)
        {
            foreach (var output in subgraph.Operators[index].Outputs)
                if ((uint)output < (uint)count) producers[output] = index;
            foreach (var input in subgraph.Operators[index].Inputs)
                if ((uint)input < (uint)count) starts[input + 1]++;
        }
        for (var tensor = 0; tensor < count; tensor++) starts[tensor + 1] += starts[tensor];
        consumers = new int[starts[count]];
        var next = starts[..count].ToArray();
        for (var index = 0; index < subgraph.Operators.Length; index++)
            foreach (var input in subgraph.Operators[index].Inputs)
                if ((uint)input < (uint)count) consumers[next[input]++] = index;
    }

    /// <summary>Index of the operator that writes the tensor, -1 for an input or a constant.</summary>
    public int Producer(int tensor) => producers[tensor];

    public ReadOnlySpan<int> Consumers(int tensor) => consumers.AsSpan(starts[tensor], starts[tensor + 1] - starts[tensor]);
}
