using System.Text;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Tests.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Tests;

/// <summary>tests/corpus/recipes/&lt;case&gt;/: a recipe and a file per stage. A new case is a new folder, no code.</summary>
public sealed class CorpusTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "corpus", "recipes");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name, "recipe.optrecipe.yaml"));

    [Theory, MemberData(nameof(Cases))]
    public void Syntax_is_as_expected(string name)
    {
        var tree = RecipeDocument.Read(Read(name)).Tree;
        var problems = string.Concat(tree.Problems.Select(problem => $"{Position(tree.Text, problem.Span)} {problem.Kind} ×{problem.Count}\n"));
        Repository.CheckFile(Path.Combine(Folder, name, "recipe.syntax"), TreePrinter.Print(tree) + "---\n" + problems);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Meaning_is_as_expected(string name)
    {
        var document = RecipeDocument.Read(Read(name));
        Repository.CheckFile(Path.Combine(Folder, name, "recipe.bound"), Print(document.Recipe, document.Text));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Diagnostics_are_as_expected(string name)
    {
        var document = RecipeDocument.Read(Read(name));
        var output = new StringBuilder();
        foreach (var diagnostic in document.Publish([], isComplete: true))
        {
            output.Append($"{Position(document.Text, diagnostic.Span)} {diagnostic.Descriptor.Code} {diagnostic.Severity}: {diagnostic.Message}\n");
            foreach (var fix in diagnostic.Fixes)
                output.Append($"    {fix.Safety}: {fix.Title} | {string.Join(" ; ", fix.Edits.Select(edit => $"{Position(document.Text, edit.Span)} {Quote(edit.NewText)}"))}\n");
        }
        Repository.CheckFile(Path.Combine(Folder, name, "recipe.diagnostics"), output.ToString());
    }

    private static string Quote(string text) => $"\"{text.Replace("\r", "\\r").Replace("\n", "\\n")}\"";

    private static string Position(SourceText text, TextSpan span)
    {
        var start = text.Lines.Position(span.Start);
        return $"{start.Line + 1}:{start.Character + 1}+{span.Length}";
    }

    private static string Print(BoundRecipe recipe, SourceText text)
    {
        var output = new StringBuilder();
        if (recipe.Name is not null) output.Append($"name {recipe.Name}\n");
        if (recipe.Model is { } model) output.Append($"model {model.Path} at {Position(text, model.PathSpan)}\n");
        foreach (var target in recipe.Targets) output.Append($"target {string.Join(" + ", target.Selections)} at {Position(text, target.Span)}, id {Position(text, target.IdSpan)}\n");
        foreach (var step in recipe.Steps)
        {
            var detail = step switch { BoundQuantize q => $" {q.Scheme} on_unsupported {q.OnUnsupported}", BoundPrune p => $" {p.Sparsity}", _ => "" };
            var selectors = step switch { BoundQuantize { Where: { } where } => [where], BoundPrune { Where: { } where } => [where], _ => Array.Empty<BoundSelector>() };
            output.Append($"step {step.Kind}{detail} available {step.IsAvailable} at {Position(text, step.Span)}, kind {Quote(text.Slice(step.KindSpan).ToString())}\n");
            foreach (var selector in selectors) output.Append($"  where {SelectorPrinter.Print(selector)}\n");
            if (step is not BoundQuantize quantize) continue;
            output.Append(SelectorPrinter.Print(quantize));
        }
        if (recipe.Budget is { } budget) output.Append($"budget file {budget.File?.Bytes.ToString() ?? "none"} ({budget.File?.Text})\n");
        foreach (var outputFile in recipe.Outputs) output.Append($"output {outputFile.Kind} {outputFile.Path} at {Position(text, outputFile.PathSpan)}\n");
        return output.ToString();
    }
}
