using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Recipe.Checks;

/// <summary><c>budget.coverage</c> names a target that the recipe does not have: nothing would be judged.</summary>
internal static class BudgetTargetCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR2040", "Budget for a target that is not there", Severity.Error, "0.1");

    /// <summary>Targets that only a used file names are known once it is read: <see cref="Using.UseReading"/> asks again then.</summary>
    internal static void Run(CheckContext context)
    {
        if (context.Recipe.Uses.IsEmpty || context.Recipe.Own.HasFlag(RecipeSections.Targets)) Check(context);
    }

    internal static void Check(CheckContext context)
    {
        // What a target of the user's own is called stands in its file.
        if (context.Recipe.Budget is not { Coverage: [_, ..] limits } || context.Recipe.Targets.Any(target => target.Own is not null)) return;
        var names = context.Recipe.Targets.SelectMany(target => target.Selections.Select(selection => selection.Target.Id).Prepend(target.WrittenId)).Distinct().ToArray();
        foreach (var limit in limits)
        {
            if (names.Contains(limit.Target)) continue;
            var nearest = Spelling.Nearest(limit.Target, names);
            var remedy = nearest is not null ? $"did you mean `{nearest}`" : names.Length == 0 ? "add it to `targets`" : $"expected {Listing.Of(names)}";
            var diagnostic = new Diagnostic(Descriptor, limit.TargetSpan, $"`targets` has no `{SyntaxCheck.Short(limit.Target)}`; {remedy}");
            context.Add(nearest is null ? diagnostic : diagnostic.WithFix($"Change to `{nearest}`", FixSafety.Safe, new TextEdit(limit.TargetSpan, nearest)));
        }
    }
}
