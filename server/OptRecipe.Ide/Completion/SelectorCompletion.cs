using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Schema;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Ide.Completion;

/// <summary>Inside selectors: operator types, names of tensors and numbers of operators of the model that the recipe names.</summary>
internal static class SelectorCompletion
{
    internal static IEnumerable<CompletionItem> At(CompletionContext context)
    {
        var place = context.Place;
        if (place.Schema.IsKey || context.Analysis.Plan?.Source.Model is not { } model) return [];
        var type = place.Schema.Type is ListType { IsOneEnough: true } list ? list.Item : place.Schema.Type;
        var items = (type as ScalarType)?.Kind switch
        {
            ScalarKind.OperatorName => Operators(context, model),
            ScalarKind.TensorName => Tensors(context, model),
            ScalarKind.OperatorNumbers => Numbers(context, model),
            _ => [],
        };
        var taken = Taken(context);
        return items.Where(item => !taken.Contains(item.Label)).Take(Completions.MostItems).Select(item => place.NeedsDash && place.IsOwnLine ? item with { NewText = $"- {item.NewText}" } : item);
    }

    /// <summary>Words that stand in the same list already.</summary>
    private static HashSet<string> Taken(CompletionContext context)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var node = context.Place.Schema.Node;
        if (node.Parent is { Exists: true, IsSequence: true } list)
            foreach (var item in list.Items) if (item != node && item.IsScalar) taken.Add(item.Value);
        return taken;
    }

    private static IEnumerable<CompletionItem> Operators(CompletionContext context, Model model) => ModelWords.Of(model).Operators
        .Select((type, index) => context.Item(type.Name, CompletionKind.Value, context.Written(type.Name), type.Share, "", index) with { More = () => Hover.OperatorTable.Of(model, type.Operators) });

    /// <summary>Of more names than anybody looks through those that hold what is written already.</summary>
    private static IEnumerable<CompletionItem> Tensors(CompletionContext context, Model model)
    {
        var globs = ModelWords.Of(model).Globs;
        var fitting = globs.Length <= Completions.MostItems ? globs : globs.Where(glob => glob.Glob.Contains(context.Place.Prefix, StringComparison.OrdinalIgnoreCase));
        return fitting.Select((glob, index) => context.Item(glob.Glob, CompletionKind.Value, context.Written(glob.Glob), SizeText.Count(glob.Count, "operator"), "", Math.Min(index, 999))
            with { More = () => Hover.TensorTable.Of(model, name => TensorGlob.Matches(glob.Glob, name)) });
    }

    /// <summary>What stands before the last comma or dash of the word stays.</summary>
    private static IEnumerable<CompletionItem> Numbers(CompletionContext context, Model model)
    {
        var prefix = context.Place.Prefix;
        var kept = prefix[..(prefix.AsSpan().LastIndexOfAny(", -") + 1)];
        return ModelWords.Addresses(model).Select((address, index) =>
        {
            var number = address.Subgraph == 0 ? $"{address.Index}" : $"{address.Subgraph}.{address.Index}";
            var subgraph = model.Subgraphs[address.Subgraph];
            var output = subgraph.Operators[address.Index].Outputs is [var first, ..] && first >= 0 && first < subgraph.Tensors.Length ? subgraph.Tensors[first].Name : null;
            return context.Item(kept + number, CompletionKind.Value, kept + number, OperatorText.Name(model, address), output is null ? "" : MarkdownText.Name(output), Math.Min(index, 999)) with { More = () => Hover.OperatorTable.Of(model, [address]) };
        });
    }
}
