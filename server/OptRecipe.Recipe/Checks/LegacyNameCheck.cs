using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>Names people know from TensorFlow Lite's converter and from TFMOT: says what they are called here, and the fix writes it.</summary>
internal static class LegacyNameCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1111", "Name from another tool", Severity.Error, "0.1");

    /// <param name="owner">The mapping the key stands in, or the step's item.</param>
    internal static Diagnostic? Check(CheckContext context, SyntaxNode word, SyntaxNode value, string place, SyntaxNode owner)
    {
        var isStep = place == "step";
        foreach (var legacy in isStep ? LegacyNames.Steps : LegacyNames.Keys)
        {
            if (!word.ValueText.SequenceEqual(legacy.Name)) continue;
            if (legacy.Holds.Length > 0 && !(value.Exists && value.RawText.Contains(legacy.Holds, StringComparison.OrdinalIgnoreCase))) continue;
            var diagnostic = new Diagnostic(Descriptor, word.Span, $"`{legacy.Name}` {legacy.Says}") { IsDeprecated = true };
            var pair = TextSpan.Between(word.Span.Start, Math.Max(word.Span.End, value.Exists ? value.Span.End : 0));
            foreach (var fix in legacy.Fixes)
                if (EditsOf(context, fix, word, value, isStep ? owner.Span : pair) is { IsEmpty: false } edits)
                    diagnostic = diagnostic.WithFix(fix.Title, fix.Kind == LegacyFixKind.Rename && fix.Text.Length < 20 && !fix.Text.Contains(':') ? FixSafety.Safe : FixSafety.Unsafe, edits);
            return diagnostic;
        }
        return null;
    }

    internal static Diagnostic? CheckValue(SyntaxNode node, string subject)
    {
        foreach (var (word, says, readings) in LegacyNames.Ambiguous)
            if (node.ValueText.SequenceEqual(word) && subject is "`quantize`" or "`scheme`")
                return readings.Aggregate(new Diagnostic(Descriptor, node.Span, $"`{word}` {says}"), (diagnostic, reading) => diagnostic.WithFix(reading.Title, FixSafety.Unsafe, new TextEdit(node.Span, reading.Here)));
        foreach (var (word, here) in LegacyNames.Values)
        {
            if (!node.ValueText.SequenceEqual(word)) continue;
            return new Diagnostic(Descriptor, node.Span, $"`{word}` is another tool's word; it is `{here}` here").WithFix($"Change to `{here}`", FixSafety.Safe, new TextEdit(node.Span, here));
        }
        return null;
    }

    private static System.Collections.Immutable.ImmutableArray<TextEdit> EditsOf(CheckContext context, LegacyFix fix, SyntaxNode word, SyntaxNode value, TextSpan pair)
    {
        switch (fix.Kind)
        {
            case LegacyFixKind.Rename:
                return [new(word.Span, fix.Text)];
            case LegacyFixKind.Remove:
                return [context.Removal(pair)];
            case LegacyFixKind.Lines:
                var text = fix.Text.Replace("{value}", value is { IsScalar: true, IsNull: false } ? value.RawText.ToString() : "data/calibration/*.npy", StringComparison.Ordinal);
                return [new(pair, text.Replace("\n", context.Text.LineBreak, StringComparison.Ordinal))];
            default:
                var steps = context.Tree.Root["steps"];
                if (!steps.Exists) return [new(pair, $"steps:{context.Text.LineBreak}  - {fix.Text}")];
                if (!steps.IsSequence || steps.IsFlow) return [];
                var column = context.Text.Lines.Position(steps.Span.Start).Character;
                var end = context.Text.Lines.LineEnd(context.Text.Lines.LineOf(Math.Max(steps.Span.End - 1, 0)));
                var insertion = new TextEdit(new(end, 0), $"{context.Text.LineBreak}{new string(' ', column)}- {fix.Text}");
                return [context.Removal(pair), insertion];
        }
    }
}
