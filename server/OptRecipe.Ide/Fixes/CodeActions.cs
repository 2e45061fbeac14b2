using System.Collections.Immutable;
using OptRecipe.Ide.Refactorings;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Fixes;

/// <summary>Everything an editor offers for a range, in the menu's order: the fixes of its diagnostics, refactorings, "fix all", and last the comments that silence.</summary>
public static class CodeActions
{
    public const string FixAllTitle = "Fix all that is safe in this recipe";

    public static ImmutableArray<CodeAction> At(RecipeAnalysis analysis, TextSpan range)
    {
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        var diagnostics = analysis.Diagnostics.Where(diagnostic => diagnostic.Span.Start <= range.End && diagnostic.Span.End >= range.Start).ToList();
        foreach (var diagnostic in diagnostics)
            foreach (var fix in diagnostic.Fixes)
                actions.Add(new(fix.Title, CodeActionKind.QuickFix, fix.Edits) { Diagnostic = diagnostic, IsPreferred = IsOnlySafe(fix, diagnostic) });
        var context = new RefactoringContext(analysis, range);
        foreach (var refactoring in RefactoringTable.All) actions.AddRange(refactoring(context));
        var all = new Lazy<ImmutableArray<TextEdit>>(() => SafeFixes.All(analysis));
        var count = SafeFixes.Count(analysis);
        if (count > 1) actions.Add(new(FixAllTitle, CodeActionKind.QuickFix, all));
        if (count > 0) actions.Add(new(FixAllTitle, CodeActionKind.FixAll, all));
        foreach (var diagnostic in diagnostics)
            if (IgnoreAction.Of(analysis, diagnostic) is { } ignore) actions.Add(ignore);
        return actions.ToImmutable();
    }

    private static bool IsOnlySafe(Fix fix, Diagnostic diagnostic) => fix.Safety == FixSafety.Safe && diagnostic.Fixes.Count(other => other.Safety == FixSafety.Safe) == 1;
}
