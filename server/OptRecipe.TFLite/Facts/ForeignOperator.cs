using System.Collections.Immutable;

namespace OptRecipe.TFLite.Facts;

/// <summary>A custom operator of a model.</summary>
/// <param name="IsFlex">A TensorFlow operator that needs the Flex delegate: its name begins with Flex.</param>
/// <param name="Addresses">Where it stands, in order.</param>
public sealed record ForeignOperator(string Name, bool IsFlex, ImmutableArray<OperatorAddress> Addresses)
{
    internal static ImmutableArray<ForeignOperator> Of(Model model)
    {
        var places = new SortedDictionary<string, ImmutableArray<OperatorAddress>.Builder>(StringComparer.Ordinal);
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
        {
            for (var index = 0; index < model.Subgraphs[subgraph].Operators.Length; index++)
            {
                var code = model.Subgraphs[subgraph].Operators[index].OpcodeIndex;
                if (code >= model.OperatorCodes.Length || model.OperatorCodes[(int)code] is not { Builtin: BuiltinOperator.Custom } custom) continue;
                var name = custom.CustomCode ?? "";
                if (!places.TryGetValue(name, out var list)) places[name] = list = ImmutableArray.CreateBuilder<OperatorAddress>();
                list.Add(new(subgraph, index));
            }
        }
        return [.. places.Select(pair => new ForeignOperator(pair.Key, pair.Key.StartsWith("Flex", StringComparison.Ordinal), pair.Value.ToImmutable()))];
    }
}
