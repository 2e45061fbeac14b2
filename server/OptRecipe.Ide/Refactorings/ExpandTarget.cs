using System.Collections.Immutable;
using OptRecipe.Ide.Fixes;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Targets;

namespace OptRecipe.Ide.Refactorings;

/// <summary>A group of targets as its members, and a short form as the target it stands for; options are handed on to those that have them.</summary>
internal static class ExpandTarget
{
    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        if (TargetItems.Of(context) is not { } targets || targets.At(context.Range.Start) is not { Exists: true } item || context.HasComment(item.Span)) yield break;
        var word = TargetItems.Word(item);
        var options = TargetItems.Options(item);
        if (options.Exists && !options.IsNull && !options.IsMapping) yield break;
        if (TargetCatalog.FindGroup(word.Value) is { } group)
            yield return new($"Replace `{group.Id}` by its {group.Members.Length} targets", CodeActionKind.Rewrite, [targets.Replace(item, [.. group.Members.Select(member => Text(member, options, null))])]);
        else if (TargetCatalog.Find(word.Value) is { ShortFormOf: { } whole } shortForm)
            yield return new($"Write `{shortForm.Id}` as `{whole}` with its options", CodeActionKind.Rewrite, [targets.Replace(item, [Text(whole, options, shortForm.Implied)])]);
    }

    private static string Text(string id, SyntaxNode options, ImmutableSortedDictionary<string, string>? implied)
    {
        var pairs = implied?.Select(option => $"{option.Key}: {option.Value}").ToList() ?? [];
        foreach (var pair in options.Pairs)
            if (TargetCatalog.Find(id)?.Option(pair.Key.Value) is not null && implied?.ContainsKey(pair.Key.Value) != true && NodeText.Flow(pair.Value) is { } value) pairs.Add($"{pair.Key.RawText}: {value}");
        return pairs.Count == 0 ? id : $"{id}: {{{string.Join(", ", pairs)}}}";
    }
}
