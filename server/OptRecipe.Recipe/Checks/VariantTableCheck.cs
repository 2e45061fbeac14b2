using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Variants;

namespace OptRecipe.Recipe.Checks;

/// <summary>A table of variants that is too large, and rows that change nothing.</summary>
internal static class VariantTableCheck
{
    internal static readonly DiagnosticDescriptor TooMany = new("OR2052", "Too many variants", Severity.Error, "0.4");
    internal static readonly DiagnosticDescriptor NoEffect = new("OR2053", "Variants that do not differ", Severity.Warning, "0.4");

    internal static void Run(CheckContext context)
    {
        if (context.Recipe.Variants is not { } table) return;
        if (table.Count > VariantTable.Most)
            context.Add(new(TooMany, table.KeySpan, $"The table gives {table.Count:#,0} variants ({string.Join(" × ", table.Axes.Select(axis => $"{axis.Values.Length}"))}), at most {VariantTable.Most} are run; take values out, or split it into several recipes"));
        foreach (var axis in table.Axes)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var value in axis.Values)
            {
                if (seen.Add(value.Text)) continue;
                context.Add((new Diagnostic(NoEffect, value.Span, $"`{SyntaxCheck.Short(value.Text)}` stands twice in this row, and both variants would be the same") { IsUnnecessary = true })
                    .WithFix("Remove it", FixSafety.Safe, context.Removal(value.Span)));
            }
        }
    }

    /// <summary>A row without values.</summary>
    internal static Diagnostic Empty(TextSpan list, string path) => new(NoEffect, list, $"`{SyntaxCheck.Short(path)}` has no values here, so nothing is varied; write at least two");
}
