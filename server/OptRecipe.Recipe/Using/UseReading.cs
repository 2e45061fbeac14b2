using System.Collections.Immutable;
using System.Text;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Presets;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Using;

/// <summary>One reading of everything that a recipe takes in: files are opened depth first, their texts stand behind the recipe's own, and their trees are moved there, so that every symbol has a place of its own.</summary>
internal sealed class UseReading(RecipeDocument document, string recipePath, Func<string, UsedSource> open)
{
    private const int MostFiles = 50;
    private readonly ImmutableArray<Diagnostic>.Builder problems = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly List<Part> parts = [];
    private readonly HashSet<TextSpan> told = [];
    private int length = document.Text.Length;

    /// <param name="Folder">From the recipe's folder to this file's.</param>
    private sealed record Part(string Name, string? FullPath, SyntaxTree Tree, int Start, TextSpan Entry, string Folder)
    {
        public List<Part> Uses { get; } = [];
    }

    internal RecipeDocument Read()
    {
        var uses = new List<Part>();
        foreach (var use in document.Recipe.Uses)
            if (Load(use.Name, use.Span, "", [Path.GetFullPath(recipePath)]) is { } part) uses.Add(part);
        var text = new SourceText(Join());
        var used = ImmutableArray.CreateBuilder<UsedFile>(parts.Count);
        foreach (var part in parts) used.Add(new(part.Name, part.FullPath, part.Tree.Text, part.Start, part.Entry) { Tree = part.Tree.Moved(text, part.Start) });
        var ranks = new List<int>(parts.Count);
        var recipe = Merged(document.Recipe, uses, used, ranks);
        for (var index = 0; index < used.Count; index++) used[index] = used[index] with { Rank = ranks.IndexOf(index) };
        if (recipe.Model is null && problems.Count == 0 && MissingModel() is { } missing) problems.Add(missing);
        if (problems.Count == 0 && !document.Recipe.Own.HasFlag(RecipeSections.Targets)) problems.AddRange(OfBudget(recipe));
        if (problems.Count == 0 && !document.Recipe.Own.HasFlag(RecipeSections.Steps)) problems.AddRange(OfVariants(recipe));
        return document with { Recipe = recipe, Used = used.DrainToImmutable(), WholeText = text, Diagnostics = document.Diagnostics.AddRange(problems) };
    }

    private Part? Load(string name, TextSpan entry, string folder, ImmutableArray<string> chain)
    {
        if (parts.Count == MostFiles) return Tell(entry, UseCheck.TooMany(entry, MostFiles));
        if (PresetCatalog.IsName(name)) return PresetCatalog.Find(name) is { } preset ? Add(new(name, null, preset.Tree, length + 1, entry, folder)) : null;
        if (name.Contains('\0', StringComparison.Ordinal)) return null;
        var path = RecipeMerge.Moved(name, folder);
        var fullPath = Path.GetFullPath(path, Path.GetDirectoryName(recipePath) ?? "/");
        if (chain.Contains(fullPath)) return Tell(entry, UseCheck.Cycle(entry, Path.GetFileName(chain[^1]), Path.GetFileName(fullPath), chain.Length == 1));
        if (TargetFiles.TargetFile.Is(path)) return Tell(entry, UseCheck.IsTarget(entry, path));
        var (read, problem) = open(fullPath);
        if (read is null) return Tell(entry, UseCheck.Unreadable(entry, path, problem ?? "may not be read"));
        var part = Add(new(name, fullPath, read.Tree, length + 1, entry, path[..(path.LastIndexOfAny(['/', '\\']) + 1)]));
        var errors = read.Publish([], isComplete: false).Where(diagnostic => diagnostic.Severity == Severity.Error).ToArray();
        if (errors.Length > 0) Tell(entry, UseCheck.Mistakes(entry, path, new(name, fullPath, read.Text, part.Start, entry), errors));
        foreach (var use in read.Recipe.Uses)
            if (Load(use.Name, entry, part.Folder, chain.Add(fullPath)) is { } inner) part.Uses.Add(inner);
        return part;
    }

    private Part Add(Part part)
    {
        if (document.UsedTexts.TryGetValue(parts.Count, out var changed)) part = part with { Tree = SyntaxTree.Parse(changed) };
        parts.Add(part);
        length = part.Start + part.Tree.Text.Length;
        return part;
    }

    /// <summary>One mistake on an entry is enough to look at.</summary>
    private Part? Tell(TextSpan entry, Diagnostic diagnostic)
    {
        if (told.Add(entry)) problems.Add(UseCheck.WithoutEntry(document.Tree, diagnostic));
        return null;
    }

    private string Join()
    {
        var whole = new StringBuilder(document.Text.Text, length);
        foreach (var part in parts) whole.Append('\n').Append(part.Tree.Text.Text);
        return whole.ToString();
    }

    private BoundRecipe Merged(BoundRecipe recipe, List<Part> uses, ImmutableArray<UsedFile>.Builder used, List<int> ranks)
    {
        for (var index = uses.Count - 1; index >= 0; index--)
        {
            var part = uses[index];
            if (used[parts.IndexOf(part)].Tree is not { } tree) continue;
            ranks.Add(parts.IndexOf(part));
            recipe = RecipeMerge.Over(recipe, Merged(RecipeMerge.Moved(Binder.Bind(tree), part.Folder), part.Uses, used, ranks));
        }
        return recipe;
    }

    private ImmutableArray<Diagnostic> OfBudget(BoundRecipe recipe)
    {
        var context = new CheckContext(document.Tree, recipe);
        BudgetTargetCheck.Check(context);
        return context.Found();
    }

    private ImmutableArray<Diagnostic> OfVariants(BoundRecipe recipe)
    {
        var context = new CheckContext(document.Tree, recipe);
        VariantStepCheck.Check(context, kind => recipe.Steps.Count(step => step.Kind == kind));
        return context.Found();
    }

    /// <summary>Only files can bring a model; where none is used, the recipe's own check has said it.</summary>
    private Diagnostic? MissingModel() =>
        document.Role == RecipeRole.Whole && document.Tree.Followed(document.Tree.Root) is { IsMapping: true } root && document.Recipe.Uses.Any(use => !use.IsPreset)
            ? MissingKeyCheck.Model(new CheckContext(document.Tree, document.Recipe), root) : null;
}
