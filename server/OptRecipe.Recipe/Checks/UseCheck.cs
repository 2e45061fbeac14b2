using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Presets;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Using;

namespace OptRecipe.Recipe.Checks;

/// <summary>What a recipe takes in: presets that do not exist, presets that name what they may not, and what whoever opens files finds in them.</summary>
internal static class UseCheck
{
    internal static readonly DiagnosticDescriptor UnknownPreset = new("OR2030", "Unknown preset", Severity.Error, "0.3");
    internal static readonly DiagnosticDescriptor ForeignSection = new("OR2031", "Preset that names a model or data", Severity.Error, "0.3");
    internal static readonly DiagnosticDescriptor CannotUse = new("OR2032", "Recipe that cannot be taken in", Severity.Error, "0.3");
    internal static readonly DiagnosticDescriptor UsesItself = new("OR2033", "Recipe that takes in itself", Severity.Error, "0.3");
    internal static readonly DiagnosticDescriptor Mistaken = new("OR2034", "Mistake in a recipe that is taken in", Severity.Error, "0.3");

    /// <summary>What a preset may not say: it has to fit every model.</summary>
    private static readonly string[] NotOfPresets = ["model", "data", "outputs"];
    private const int MostRelated = 10;

    internal static void Run(CheckContext context)
    {
        foreach (var use in context.Recipe.Uses)
            if (use.IsPreset && PresetCatalog.Find(use.Name) is null) context.Add(Unknown(use));
        if (context.Role != RecipeRole.Preset) return;
        foreach (var pair in context.Tree.Followed(context.Tree.Root).Pairs)
            if (pair.Key.IsScalar && NotOfPresets.Contains(pair.Key.Value))
                context.Add(new Diagnostic(ForeignSection, pair.Key.Span, $"A preset fits every model and cannot name `{pair.Key.Value}`; write it in the recipe that uses the preset")
                    .WithFix("Remove it", FixSafety.Unsafe, context.Removal(pair.Span)));
    }

    private static Diagnostic Unknown(BoundUse use)
    {
        var nearest = PresetCatalog.Nearest(use.Name);
        var expected = nearest is not null ? $"did you mean `{nearest}`" : $"expected {Listing.Of(PresetCatalog.All.Select(preset => preset.Name))}, or the path of a recipe, which ends in `.yaml`";
        var diagnostic = new Diagnostic(UnknownPreset, use.Span, $"`{SyntaxCheck.Short(use.Name)}` is no preset; {expected}");
        return nearest is null ? diagnostic : diagnostic.WithFix($"Change to `{nearest}`", FixSafety.Safe, new TextEdit(use.Span, nearest));
    }

    /// <summary>Whether a code is found only by whoever opens what is used.</summary>
    internal static bool IsOfFiles(string code) => code == CannotUse.Code || code == UsesItself.Code || code == Mistaken.Code || code == BudgetTargetCheck.Descriptor.Code;

    internal static Diagnostic Unreadable(TextSpan entry, string path, string problem) => new(CannotUse, entry, $"`{SyntaxCheck.Short(path)}` {problem}");

    /// <summary>With the fix that takes the entry out, where it stands in this text.</summary>
    internal static Diagnostic WithoutEntry(SyntaxTree tree, Diagnostic diagnostic) =>
        diagnostic.Descriptor.Code is "OR2032" or "OR2033" && tree.Root["model"].Exists && Removal.Whole(tree, diagnostic.Span) is { } removal ? diagnostic.WithFix("Remove this entry", FixSafety.Unsafe, removal) : diagnostic;

    internal static Diagnostic IsTarget(TextSpan entry, string path) => new(CannotUse, entry, $"`{SyntaxCheck.Short(path)}` is the file of a target; expected it under `targets`");

    internal static Diagnostic TooMany(TextSpan entry, int most) => new(CannotUse, entry, $"The recipe takes in more than {most} files, directly or not; what comes after them is not read");

    internal static Diagnostic Cycle(TextSpan entry, string last, string again, bool isDirect) =>
        new(UsesItself, entry, isDirect ? "A recipe cannot take in itself; expected another file" : $"A recipe cannot take in itself: `{SyntaxCheck.Short(last)}` takes in `{SyntaxCheck.Short(again)}` again");

    internal static Diagnostic Mistakes(TextSpan entry, string path, UsedFile file, Diagnostic[] errors)
    {
        var more = errors.Length == 1 ? "" : $", and {errors.Length - 1:N0} more";
        return new(Mistaken, entry, $"`{SyntaxCheck.Short(path)}`, line {file.Text.Lines.LineOf(errors[0].Span.Start) + 1}: {errors[0].Message}{more}")
        {
            Related = [.. errors.Take(MostRelated).Select(error => new RelatedInformation(error.Span, error.Message) { File = file })],
        };
    }
}
