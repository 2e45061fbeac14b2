using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Targets;

namespace OptRecipe.Recipe.Checks;

/// <summary>Aliases that stand for nothing, for themselves, or for too much.</summary>
internal static class AliasCheck
{
    internal static readonly DiagnosticDescriptor UnknownAlias = new("OR1010", "Alias of nothing", Severity.Error, "0.1");
    internal static readonly DiagnosticDescriptor TooManyAliases = new("OR1014", "Aliases stand for too much", Severity.Error, "0.1");
    internal static readonly DiagnosticDescriptor WrongMerge = new("OR1015", "Merge of what is no mapping", Severity.Error, "0.1");

    internal static void Run(CheckContext context)
    {
        var tree = context.Tree;
        foreach (var alias in tree.Aliases)
        {
            if (tree.Resolve(alias).Exists) continue;
            var isCycle = tree.AnchorNames.Contains(alias.Value) && tree.IsInsideItsAnchor(alias);
            var nearest = isCycle ? null : Spelling.Nearest(alias.Value, tree.AnchorNames);
            var isLater = nearest == alias.Value;
            var diagnostic = new Diagnostic(UnknownAlias, alias.Span, isCycle ? $"`*{alias.Value}` stands inside what it stands for" : isLater
                ? $"The anchor `&{alias.Value}` stands only further down; expected before its alias"
                : $"No anchor `&{alias.Value}` stands above");
            context.Add(nearest is null || isLater ? diagnostic : diagnostic.WithFix($"Change to `*{nearest}`", FixSafety.Unsafe, new Text.TextEdit(alias.Span, $"*{nearest}")));
        }
    }

    internal static Diagnostic Merge(SyntaxPair pair) =>
        new(WrongMerge, pair.Value.IsMissing ? pair.Key.Span : pair.Value.Span, "`<<` takes in mappings; expected the alias of a mapping or a list of such aliases");

    internal static Diagnostic TooMany(SyntaxNode alias) => new(TooManyAliases, alias.Span, "The aliases of this recipe stand for more than 10,000 nodes; what lies behind this one is not checked");
}
