using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Edits of the list of targets, in its own style. Null for a target that does not stand in this text, or stands behind an alias.</summary>
internal static class TargetEdits
{
    public static Fix? Without(CheckContext context, PlannedTarget target) =>
        WordOf(context, target).Exists && Removal.Whole(context.Analysis.Syntax, target.Span) is { } removal ? new($"Remove the target `{Name(context, target)}`", FixSafety.Unsafe, [removal]) : null;

    /// <summary>Writes an option, in the place of the one that stands there.</summary>
    public static Fix? WithOption(CheckContext context, PlannedTarget target, string title, string option, string value)
    {
        var word = WordOf(context, target);
        if (!word.Exists || context.Recipe.Targets.Any(bound => bound.IdSpan == target.Span && bound.Selections.Length != 1)) return null;
        var pair = $"{option}: {value}";
        if (!word.Parent.IsMapping) return Made(new(word.Span, $"{word.RawText}: {{{pair}}}"));
        var options = word.Parent[word.Value];
        if (!options.Exists || options.IsNull) return options.IsMissing ? Made(new(word.Span, $"{word.RawText}: {{{pair}}}"), hasColon: true) : null;
        if (!options.IsMapping) return null;
        if (options[option] is { IsScalar: true } written) return Made(new(written.Span, value));
        if (options.IsFlow) return Made(new(new(options.Span.End - 1, 0), options.Pairs.Count == 0 ? pair : $", {pair}"));
        return Made(new(new(options.Span.Start, 0), $"{pair}{context.Text.LineBreak}{new string(' ', context.Text.Lines.Position(options.Span.Start).Character)}"));

        // A word with a colon and nothing behind it would get a second one.
        Fix? Made(TextEdit edit, bool hasColon = false) => hasColon ? null : new(title, FixSafety.Unsafe, [edit]);
    }

    private static string Name(CheckContext context, PlannedTarget target) => WordOf(context, target).Value;

    private static SyntaxNode WordOf(CheckContext context, PlannedTarget target)
    {
        var (syntax, list) = (context.Analysis.Syntax, context.Analysis.Syntax.Root["targets"]);
        if (!list.IsSequence || target.Span.End > list.Span.End || target.Span.Start < list.Span.Start) return default;
        var word = syntax.FindNode(target.Span.Start);
        return word is { IsScalar: true, Anchor: null } ? word : default;
    }
}
