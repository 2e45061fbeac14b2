using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Variants;

namespace OptRecipe.Recipe.Checks;

/// <summary>Rows of <c>variants</c> that name a step which is not there, or do not say which of several is meant.</summary>
internal static class VariantStepCheck
{
    internal static readonly DiagnosticDescriptor NoStep = new("OR2050", "Variants of a step that is not there", Severity.Error, "0.4");
    internal static readonly DiagnosticDescriptor Ambiguous = new("OR2051", "Variants of several steps at once", Severity.Error, "0.4");

    /// <summary>Steps that only a used file names are known once it is read: <see cref="Using.UseReading"/> asks again then.</summary>
    internal static void Run(CheckContext context)
    {
        if (context.Recipe.Uses.IsEmpty || context.Recipe.Own.HasFlag(RecipeSections.Steps)) Check(context, kind => ValuePlace.Steps(context.Tree, kind).Count);
    }

    /// <param name="count">How many steps of a kind the recipe has.</param>
    internal static void Check(CheckContext context, Func<string, int> count)
    {
        foreach (var axis in context.Recipe.Variants?.Axes ?? [])
        {
            var words = axis.Path.Split('.');
            if (VariantPath.StepKind(words[0]) is null) continue;
            var (there, number) = (count(words[0]), VariantPath.NumberOf(words));
            if (there == 0) context.Add(new(NoStep, Word(axis, words[0]), $"The recipe has no step `{words[0]}` to vary; add it to `steps`"));
            else if (number is { } wanted && (wanted < 1 || wanted > there))
                context.Add(new(NoStep, Word(axis, words[0]), $"The recipe has {there} {(there == 1 ? "step" : "steps")} `{words[0]}`, none with the number {wanted}; expected 1{(there == 1 ? "" : $" to {there}")}"));
            else if (number is null && there > 1) context.Add(Which(axis, words[0], there));
        }
    }

    private static Diagnostic Which(VariantAxis axis, string kind, int there)
    {
        var names = Enumerable.Range(1, Math.Min(there, 4)).Select(number => $"{kind}.{number}{axis.Path[kind.Length..]}").ToArray();
        var diagnostic = new Diagnostic(Ambiguous, Word(axis, kind), $"`{kind}` stands {there} times in `steps`; expected {Listing.Of(names)}");
        foreach (var (index, name) in names.Index()) diagnostic = diagnostic.WithFix($"Change to `{name}`", FixSafety.Unsafe, new TextEdit(Word(axis, kind), $"{kind}.{index + 1}"));
        return diagnostic;
    }

    /// <summary>The first word of a path; the whole where it is written with escapes.</summary>
    private static TextSpan Word(VariantAxis axis, string word) => axis.PathSpan.Length == axis.Path.Length ? new(axis.PathSpan.Start, word.Length) : axis.PathSpan;
}
