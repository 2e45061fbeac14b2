using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>What is to be said about the target itself, whatever the model: a table's section <c>notes</c>, and what its device list answers. Notes change no operator's verdict.</summary>
internal sealed class ModelNotes
{
    private readonly ImmutableArray<(string Id, Predicate? When, string Text)> notes;
    private readonly DeviceList? devices;

    public ModelNotes(string id, TableNode? node, DeviceList? devices)
    {
        this.devices = devices;
        notes = [.. (node?.Items ?? []).Select(item => ($"{id}.{item.Require("id")}", item["when"] is { } when ? PredicateTable.Bind(when, Operands.Of("CUSTOM")) : null, item.Require("text")))];
    }

    public IEnumerable<SupportVerdict> Ask(OperatorContext context)
    {
        foreach (var (id, when, text) in notes)
            if (when is null || when.Test(context) == Truth.Holds) yield return new(VerdictKind.Runs, VerdictStage.None, id, text, "");
        if (devices?.Ask(context.Selection)?.Verdict is { } verdict) yield return verdict;
    }
}
