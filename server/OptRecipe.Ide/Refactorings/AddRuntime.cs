using OptRecipe.Ide.Fixes;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Ide.Refactorings;

/// <summary>The oldest runtime that has to load the file, for a target that names none: one of those its table knows.</summary>
internal static class AddRuntime
{
    private const string Name = "runtime";

    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        if (TargetItems.Of(context) is not { } targets || targets.At(context.Range.Start) is not { Exists: true } item) yield break;
        var (word, options) = (TargetItems.Word(item), TargetItems.Options(item));
        if (TargetCatalog.Find(word.Value)?.Option(Name) is not { } option || options[Name].Exists) yield break;
        foreach (var runtime in option.Allowed)
        {
            var pair = $"{Name}: {runtime}";
            TextEdit? edit = !options.Exists ? new(item.Span, $"{word.RawText}: {{{pair}}}")
                : options is { IsMapping: true, IsFlow: true } ? new(new(options.Span.End - 1, 0), options.Pairs.Count == 0 ? pair : $", {pair}")
                : options.IsMapping ? new(new(options.Span.Start, 0), $"{pair}{context.Indentation(context.Column(options.Span.Start))}") : null;
            if (edit is not null) yield return new($"The oldest runtime of `{word.Value}` is `{runtime}`", CodeActionKind.Rewrite, [edit]);
        }
    }
}
