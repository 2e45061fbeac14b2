using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>An item of a list of steps, targets or outputs with more than one key: two items without a dash, or options that are not indented.</summary>
internal static class SeveralKindsCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1109", "Several kinds in one item", Severity.Error, "0.1");

    internal static Diagnostic Report(CheckContext context, SyntaxNode item, KindType type)
    {
        SyntaxPair first = default, second = default;
        var hasOnlyOptions = true;
        foreach (var pair in item.Pairs)
        {
            if (first == default) { first = pair; continue; }
            if (second == default) second = pair;
            hasOnlyOptions &= type.Kinds.Find(first.Key.ValueText)?.Type is { } inner && OptionsOf(inner)?.Find(pair.Key.ValueText) is not null;
        }
        var kind = first.Key.Value;
        if (hasOnlyOptions && first.Value.IsNull && !item.IsFlow)
        {
            var diagnostic = new Diagnostic(Descriptor, second.Key.Span, $"`{second.Key.Value}` is an option of `{kind}`; expected it indented below");
            return diagnostic.WithFix($"Indent it below `{kind}`", FixSafety.Safe, Indent(context, item));
        }
        var message = $"A {type.Noun} is one key, its kind; found `{SyntaxCheck.Short(kind)}` and `{SyntaxCheck.Short(second.Key.Value)}` in one item";
        var split = new Diagnostic(Descriptor, second.Key.Span, message);
        var isOwnLine = !item.IsFlow && type.Kinds.Find(second.Key.ValueText) is not null;
        if (!isOwnLine) return split;
        var column = context.Text.Lines.Position(second.Key.Span.Start).Character;
        return column < 2 ? split : split.WithFix($"Make `{second.Key.Value}` an item of its own", FixSafety.Unsafe, new TextEdit(new(second.Key.Span.Start - 2, 2), "- "));
    }

    private static MappingType? OptionsOf(SchemaType type) => type as MappingType ?? (type as EitherType)?.Alternatives.OfType<MappingType>().FirstOrDefault();

    private static System.Collections.Immutable.ImmutableArray<TextEdit> Indent(CheckContext context, SyntaxNode item)
    {
        var lines = context.Text.Lines;
        var firstLine = lines.LineOf(item.Span.Start);
        var lastLine = lines.LineOf(item.Span.End);
        return [.. Enumerable.Range(firstLine + 1, lastLine - firstLine).Select(line => new TextEdit(new(lines.LineStart(line), 0), "  "))];
    }
}
