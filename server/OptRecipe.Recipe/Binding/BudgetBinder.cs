using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Binding;

/// <summary>The section <c>budget</c>. Silent, as the binder is.</summary>
internal sealed class BudgetBinder(SyntaxTree tree)
{
    private const int MostKeys = 1000;

    internal BoundBudget? Bind(SyntaxNode node)
    {
        if (!node.IsMapping) return null;
        var budget = new BoundBudget(null);
        foreach (var pair in tree.AllPairs(node).Take(MostKeys))
        {
            if (pair.Key.ValueText is "coverage" && budget.Coverage.IsEmpty) budget = budget with { Coverage = [.. Coverages(tree.Followed(pair.Value))] };
            if (tree.Followed(pair.Value) is not { IsScalar: true } value) continue;
            var text = value.Value;
            budget = pair.Key.ValueText switch
            {
                "file" when budget.File is null && Units.TrySize(text, out var bytes) => budget with { File = new(bytes, text, pair.Span) },
                "gzip" when budget.Gzip is null && Units.TrySize(text, out var bytes) => budget with { Gzip = new(bytes, text, pair.Span) },
                "flash" when budget.Flash is null && Units.TrySize(text, out var bytes) => budget with { Flash = new(bytes, text, pair.Span) },
                "arena" when budget.Arena is null && Units.TrySize(text, out var bytes) => budget with { Arena = new(bytes, text, pair.Span) },
                "latency" when budget.Latency is null && Units.TryMilliseconds(text, out var time) => budget with { Latency = new(time, text, pair.Span) },
                "accuracy" when budget.Accuracy is null && Units.TryFraction(text, out var share) => budget with { Accuracy = new(share, text, pair.Span) },
                "accuracy_drop" when budget.AccuracyDrop is null && Units.TryDrop(text, out var drop) => budget with { AccuracyDrop = new(drop, text, pair.Span) },
                _ => budget,
            };
        }
        return budget;
    }

    private IEnumerable<BoundCoverage> Coverages(SyntaxNode node)
    {
        if (!node.IsMapping) yield break;
        foreach (var pair in tree.AllPairs(node).Take(MostKeys))
        {
            if (tree.Followed(pair.Value) is { IsScalar: true } value && Units.TryFraction(value.Value, out var share))
                yield return new(pair.Key.Value, pair.Key.Span, share, value.Value, pair.Span);
        }
    }
}
