using System.Collections.Immutable;
using System.Text;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Facts;

/// <summary>What an operator code asks of the runtime.</summary>
/// <param name="Needed">The version that its operators' types and options need; the file gives <paramref name="Version"/>.</param>
/// <param name="Runtime">The first runtime that knows <paramref name="Version"/>, null when the table does not say.</param>
/// <param name="First">The first operator of that code.</param>
public sealed record RuntimeDemand(string Operator, int Version, int Needed, RuntimeVersion? Runtime, OperatorAddress First);

/// <param name="Minimum">The first runtime that knows all operators in the file's versions; null when the table knows none of them.</param>
/// <param name="Stated">What the metadata entry <c>min_runtime_version</c> says, null without one.</param>
/// <param name="Demands">One row per operator code in use, those that ask for the newest runtime first.</param>
public sealed record RuntimeFacts(RuntimeVersion? Minimum, RuntimeVersion? Stated, ImmutableArray<RuntimeDemand> Demands)
{
    /// <summary>The rows that a runtime does not meet.</summary>
    public IEnumerable<RuntimeDemand> TooNewFor(RuntimeVersion runtime) => Demands.Where(demand => demand.Runtime > runtime);

    internal static RuntimeFacts Of(Model model)
    {
        var demands = new RuntimeDemand?[model.OperatorCodes.Length];
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
        {
            for (var index = 0; index < model.Subgraphs[subgraph].Operators.Length; index++)
            {
                var op = model.Subgraphs[subgraph].Operators[index];
                if (op.OpcodeIndex >= demands.Length) continue;
                var code = model.OperatorCodes[(int)op.OpcodeIndex];
                var needed = OperatorVersions.Needed(model, model.Subgraphs[subgraph], op);
                ref var demand = ref demands[op.OpcodeIndex];
                if (demand is null) demand = new(code.Name, code.Version, needed, OperatorVersions.MinimumRuntime(code.Builtin, code.Version), new(subgraph, index));
                else if (needed > demand.Needed) demand = demand with { Needed = needed };
            }
        }
        var rows = demands.OfType<RuntimeDemand>().OrderByDescending(demand => demand.Runtime ?? default).ThenBy(demand => demand.Operator, StringComparer.Ordinal).ToImmutableArray();
        return new(OperatorVersions.MinimumRuntime(model), StatedVersion(model), rows);
    }

    private static RuntimeVersion? StatedVersion(Model model)
    {
        if (MetadataFacts.Entry(model, "min_runtime_version") is not { Length: > 0 and <= 64 } data) return null;
        return RuntimeVersion.TryParse(Encoding.ASCII.GetString(data.ToMemory().Span).TrimEnd('\0', ' '), out var version) ? version : null;
    }
}
